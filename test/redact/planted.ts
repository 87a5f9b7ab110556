/** Texts as they are found, with the secret parts between « and ». */

const JWT =
  'eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJpc3MiOiJrdWJlcm5ldGVzL3NlcnZpY2VhY2NvdW50In0.c2lnbmF0dXJlLXNpZ25hdHVyZQ';
const GITHUB = `ghp_${'aB3'.repeat(12)}`;
const AWS = `AKIA${'IOSFODNN7EXAMPLE'}`;
const CRYPT = '$6$saltsalt$3u0bXmB1Zk9kCq0rXJd8wqYx7h1';
const JUNOS = '$9$aZUk.fTz6CuQFhS';
const WG_PRIVATE = 'yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=';
const WG_PUBLIC = 'xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=';
const WG_SHARED = 'FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=';
const BODY = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';
const LAST = 'MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SupX2dQ==';
const base64 = (text: string): string => btoa(text);

export const PLANTED: readonly (readonly [string, string])[] = [
  [
    'FRR',
    'router bgp 65001\n neighbor 10.0.0.2 remote-as 65002\n neighbor 10.0.0.2 password «s3cret pass»\n neighbor fd00::2 password «x»\n!\n',
  ],
  ['FRR with a peer group', 'neighbor PEERS password «hunter22»'],
  [
    'FRR terminal',
    'password «zebra99»\nenable password «en4ble»\nservice password-encryption\npassword 8 «WuN0UOEsh./0U»\n',
  ],
  ['FRR key chain', 'key chain k\n key 1\n  key-string «my Key»\n'],
  [
    'FRR ospf',
    ' ip ospf message-digest-key 1 md5 «ospfK3y»\n ip ospf authentication-key «0spfkey»\n isis password clear «is1s»',
  ],
  ['a command line of vtysh', `vtysh -c 'conf t' -c 'neighbor 10.0.0.2 password «a b c»' -c 'end'`],
  ['Windows line ends', 'neighbor 10.0.0.2 password «s3cret»\r\n neighbor 10.0.0.3 remote-as 1\r\n'],
  [
    'BIRD',
    'protocol bgp n1 {\n  neighbor 10.0.0.2 as 65002;\n  password "«s3cret»"; # for n1\n  password «hex:0a:1b:2c»;\n}\n',
  ],
  ['BIRD with options', 'passwords {\n  password "«one»" { id 1; algorithm hmac sha256; };\n  password "«two»";\n};'],
  ['BIRD, TCP-AO', 'keys { key { send id 1; recv id 1; secret "«a0-secret»"; algorithm hmac sha1; } }'],
  ['BIRD in one line', 'protocol bgp { password «deadbeef»; neighbor 10.0.0.1 as 1; }'],
  ['GoBGP JSON', '{"conf":{"auth_password":"«s3cret»","neighbor_address":"10.9.1.1","peer_asn":65000}}'],
  ['GoBGP JSON of old', '{"AuthPassword": "«s3c\\"ret»", "PeerAs": 65000}'],
  ['GoBGP TOML', '[neighbors.config]\n  auth-password = "«s3cret»"\n  peer-as = 65002\n'],
  ['GoBGP YAML', 'config:\n  auth-password: «s3cret» # of n1\n  peer-as: 65002\n'],
  ['GoBGP protobuf text', 'conf:{auth_password:"«s3cret»" local_asn:65001}'],
  ['a Go struct', 'msg="peer" conf={AuthPassword:«s3cret1» RemovePrivate: PeerAs:65000}'],
  ['ExaBGP', "neighbor 10.0.0.2 {\n  md5-password '«s3cret»';\n  md5-base64 false;\n}\nmd5-password «bare»;"],
  ['OpenBGPD', 'neighbor 10.0.0.2 {\n  tcp md5sig password «s3cret»\n  tcp md5sig key «0123456789abcdef»\n}\n'],
  ['OpenBGPD in quotes', 'tcp md5sig password "«s3 cret»"'],
  ['OpenBGPD ipsec', 'ipsec esp in spi 10 sha1 «0a4f1d1f1a1822f3018a1c1ba8e6c1d1d1f1a182» aes «c8d0a1f1a1822f30»'],
  [
    'Cisco',
    'enable secret 5 «$1$mERr$hx5rVt7rPNoS4wqbXKX7m0»\nusername admin privilege 15 secret 9 «$9$abc$def»\nusername op password 7 «0822455D0A16»\nneighbor 10.0.0.2 password 7 «094F471A1A0A»',
  ],
  [
    'Cisco, more',
    'snmp-server community «s3cretro» RO\ntacacs-server host 10.0.0.9 key 7 «0822455D0A16»\ncrypto isakmp key «v9nkey» address 10.0.0.1\nntp authentication-key 1 md5 «ntpK3y» 7\n',
  ],
  ['Cisco IOS XR', ' password encrypted «094F471A1A0A»\n secret 10 «$6$abc$def»\n password clear «foo»'],
  [
    'Arista',
    '   neighbor 10.0.0.2 password 7 «QJUtGmB3xRE=»\nusername admin role network-admin secret sha512 «' +
      CRYPT +
      '»\nno service password-recovery\n',
  ],
  ['Huawei', ' peer 10.0.0.2 password cipher «%^%#x7d%^%#»\n peer 10.0.0.2 password simple «huawei1»'],
  [
    'Junos',
    `neighbor 10.0.0.2 {\n  authentication-key "«${JUNOS}»"; ## SECRET-DATA\n}\nencrypted-password "«${CRYPT}»"; ## SECRET-DATA\n`,
  ],
  [
    'Junos set',
    `set protocols bgp group g neighbor 10.0.0.2 authentication-key "«${JUNOS}»"\nset system root-authentication encrypted-password "«${CRYPT}»"`,
  ],
  [
    'RouterOS',
    '/routing bgp connection add name=p1 tcp-md5-key=«s3cret» remote.address=10.0.0.2\n add tcp-md5-key="«s3 cret»" name=x',
  ],
  [
    'YAMAHA',
    'login password «rtx1»\nadministrator password encrypted «abc/def=»\nlogin user admin «rtx9»\nipsec ike pre-shared-key 1 text «ikeK3y»\nbgp neighbor 1 64512 10.0.0.1 hold-time=90\npp auth myname isp@example.com «ppp1»\n',
  ],
  ['YAMAHA, hidden', 'login password *\nadministrator password *'],
  [
    'kubeconfig',
    `users:\n- name: admin\n  user:\n    client-certificate-data: «${base64('-----BEGIN CERTIFICATE-----\nMII')}»\n    client-key-data: «${base64('-----BEGIN RSA PRIVATE KEY-----\nMII')}»\n    token: «${JWT}»\n    username: admin\n    password: «s3cret»\nclusters:\n- cluster:\n    certificate-authority-data: «${base64('-----BEGIN CERTIFICATE-----\nMIJ')}»\n    server: https://10.0.0.1:6443\n`,
  ],
  [
    'kubeconfig in JSON',
    '{"users":[{"name":"a","user":{"token":"«abc.def»","client-key-data":"«LS0tLS1CRUdJTiBSU0E=»"}}]}',
  ],
  [
    'auth provider',
    '      auth-provider:\n        config:\n          id-token: «abc123»\n          refresh-token: «def456»\n          idp-issuer-url: https://id.example\n',
  ],
  [
    'Secret in YAML',
    'apiVersion: v1\ndata:\n  password: «czNjcmV0LXY=»\n  tls.key: «YWJjZGVm»\n  empty: ""\nkind: Secret\nmetadata:\n  name: bgp\n  namespace: metallb-system\ntype: Opaque\n',
  ],
  [
    'Secret with stringData',
    'kind: Secret\nstringData:\n  a: «plain text»\n  b: "«x y»"\n  frr.conf: |\n    «router bgp 1»\n    «neighbor 1 foo»\nmetadata: {name: x}\n',
  ],
  [
    'Secrets in a list',
    'items:\n- apiVersion: v1\n  data:\n    x: «YWJj»\n  kind: Secret\n  metadata:\n    name: a\n- apiVersion: v1\n  data:\n    x: visible\n  kind: ConfigMap\n',
  ],
  [
    'documents',
    'kind: ConfigMap\ndata:\n  x: visible\n---\nkind: Secret\ndata:\n  x: «YWJj»\n---\nkind: Service\ndata:\n  x: y\n',
  ],
  ['Secret in JSON', '{"apiVersion":"v1","data":{"x":"«YWJj»","y":""},"kind":"Secret","metadata":{"name":"n"}}'],
  [
    'Secret in pretty JSON',
    '{\n  "items": [\n    {\n      "data": {\n        "x": "«YWJj»"\n      },\n      "kind": "Secret"\n    },\n    {\n      "data": {"x": "visible"},\n      "kind": "ConfigMap"\n    }\n  ]\n}',
  ],
  [
    'last-applied-configuration',
    `metadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {"apiVersion":"v1","kind":"Secret","metadata":{"name":"n"},"stringData":{"x":"«visible-not»"}}\n`,
  ],
  [
    'last-applied-configuration in JSON',
    '{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\\"kind\\":\\"BGPPeer\\",\\"spec\\":{\\"password\\":\\"«s3cret»\\",\\"peerASN\\":64512}}\\n"}}',
  ],
  ['a Secret in it', '{"annotations":{"last":"{\\"data\\":{\\"x\\":\\"«YWJj»\\"},\\"kind\\":\\"Secret\\"}\\n"}}'],
  [
    'MetalLB',
    'spec:\n  myASN: 64512\n  peerASN: 64513\n  password: «s3cret»\n  passwordSecret:\n    name: bgp-secret\n',
  ],
  [
    'Calico and Cilium refer to Secrets',
    'spec:\n  password:\n    secretKeyRef:\n      name: bgp-secrets\n      key: rr-password\n  authSecretRef: bgp-auth\n',
  ],
  [
    'FRRNodeState',
    '{"status":{"runningConfig":"router bgp 1\\n neighbor 10.0.0.2 password «s3 cret»\\n neighbor 10.0.0.2 remote-as 2\\n"}}',
  ],
  ['block scalar', 'token: |-\n  «line1»\n  «line2»\nnext: x\n'],
  ['folded quote', 'password: "«abc»\n  «def»"\nnext: x\n'],
  ['list in YAML', 'tokens:\n- «abc»\n- «def»\nnames:\n- x\n'],
  ['list in JSON', '"tokens": [\n  "«abc»",\n  "«def»"\n],\n"names": ["x"]'],
  ['list in a line', '{"passwords":["«abc»","«d e»"],"x":["y"]}'],
  ['JSON with a number', '{"password": «12345678», "x": 1}'.replace('«', '"«').replace('»', '»"')],
  ['token by its shape', `Token is ${'«' + JWT + '»'} ok`],
  ['other shapes', `id «${AWS}» and «${GITHUB}» and «glpat-abcdefghij0123456789» hash «$2b$12$abcdefghijklmnopqrstuv»`],
  [
    'bootstrap token',
    'kubeadm join 10.0.0.1:6443 --token «abcdef.0123456789abcdef» --discovery-token-ca-cert-hash sha256:aa\n«07401b.f395accd246ae52d»   23h   authentication,signing   system:bootstrappers',
  ],
  [
    'headers',
    `Authorization: Bearer «${JWT}»\nauthorization: Basic «dXNlcjpwYXNz»\nPRIVATE-TOKEN: «abcdef»\nCookie: «sid=1; a=b»\nX-Auth-Token: «0f0f»`,
  ],
  ['curl', `curl -H 'Authorization: Bearer «abc0def0abc0def0»' -u «admin:pw» https://user:«p%40ss»@host/x`],
  ['URL', 'proxy https://bob:«hunter2»@proxy.example:3128/ and postgres://x:«y:z»@db/1 and ssh://git@host/a'],
  [
    'PEM',
    `a\n«-----BEGIN RSA PRIVATE KEY-----»\n«Proc-Type: 4,ENCRYPTED»\n\n«${BODY}»\n«${LAST}»\n«-----END RSA PRIVATE KEY-----»\nb`,
  ],
  [
    'certificate in YAML',
    `ca: |\n    «-----BEGIN CERTIFICATE-----»\n    «${BODY}»\n    «-----END CERTIFICATE-----»\nnext: 1`,
  ],
  [
    'OpenSSH',
    `«-----BEGIN OPENSSH PRIVATE KEY-----»\n«${BODY}»\n«-----END OPENSSH PRIVATE KEY-----»\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB me`,
  ],
  ['PEM without end', `«-----BEGIN PRIVATE KEY-----»\n«${BODY}»\n«${BODY}»\nBGP router identifier 10.0.0.1`],
  ['PEM in JSON', `{"k":"«-----BEGIN PRIVATE KEY-----»\\n«${BODY}»\\n«-----END PRIVATE KEY-----»\\n"}`],
  ['public key', `-----BEGIN PUBLIC KEY-----\n${BODY}\n-----END PUBLIC KEY-----`],
  [
    'WireGuard',
    `[Interface]\nPrivateKey = «${WG_PRIVATE}»\n[Peer]\nPublicKey = ${WG_PUBLIC}\nPresharedKey = «${WG_SHARED}»\n`,
  ],
  ['wg show', `  public key: ${WG_PUBLIC}\n  private key: (hidden)\n  preshared key: (hidden)`],
  [
    'wg show dump',
    `wg0\t«${WG_PRIVATE}»\t${WG_PUBLIC}\t51820\toff\nwg0\t${WG_PUBLIC}\t«${WG_SHARED}»\t10.0.0.1:51820\t10.1.0.0/16\t0\t0\t0\toff\nwg0\t${WG_PUBLIC}\t(none)\t10.0.0.1:51820\t10.1.0.0/16\t0\t0\t0\toff`,
  ],
  [
    'environment',
    'HOME=/root\nBGP_PASSWORD=«s3 cret»\nAPI_KEY=«abc»\nGH_TOKEN=«xyz»\nPWD=/root\nSSH_PUBLIC_KEY=abc\nexport DB_SECRET=«q1»',
  ],
  ['environment of a process', `PATH=/bin\0BGP_PASSWORD=«s3cret»\0HOME=/`],
  [
    'environment of a container',
    '  env:\n  - name: BGP_PASSWORD\n    value: «s3cret»\n  - name: NODE\n    value: worker-1\n  - name: X_TOKEN\n    valueFrom:\n      secretKeyRef:\n        key: token\n        name: y',
  ],
  ['environment in JSON', '{"env":[{"name":"BGP_PASSWORD","value":"«s3cret»"},{"name":"NODE","value":"worker-1"}]}'],
  [
    'kubectl describe',
    "    Environment:\n      BGP_PASSWORD:  «s3cret»\n      X_TOKEN:  <set to the key 'token' in secret 'x'>  Optional: false\n",
  ],
  [
    'ipsec.secrets',
    '10.0.0.1 10.0.0.2 : PSK "«s3cret»"\n: RSA key.pem "«phrase»"\nuser : EAP "«e4p»"\n: PSK 0s«Zm9vYmFy»'.replace(
      '0s«',
      '«0s',
    ),
  ],
  [
    'ip xfrm state',
    '\tauth-trunc hmac(sha256) «0x0102030405060708090a» 96\n\tenc cbc(aes) «0x0102030405060708»\n\taead rfc4106(gcm(aes)) «0xabcdef0123456789» 128',
  ],
  [
    'arguments',
    'agent --token=«abc» --password «s3cret» --kubeconfig /x -v\nargs: ["--token","«abc»","--v=2"]\n/bin/x\0--auth-token\0«abc»\0-v',
  ],
  ['tcpdump', 'tcpdump -n -M «s3cret» -i any tcp port 179'],
  ['keepalived', '    auth_pass «v1rr»'],
  [
    'VyOS',
    "set protocols bgp neighbor 10.0.0.2 password '«s3cret»'\nplaintext-password «pl41n»\nneighbor 10.0.0.2 {\n  password «v3yos»\n}",
  ],
  ['Cilium IPsec', 'keys: 3 rfc4106(gcm(aes)) «44434241343332312423222114131211f4f3f2f1» 128'],
  ['GoBGP command line', 'gobgp neighbor add 10.0.0.1 as 65000 auth-password «s3cret»'],
  ['snmpd', 'rocommunity «s3cretro» 10.0.0.0/8'],
  [
    'kubeadm',
    'certificateKey: «f8902e114ef118304e561c3ecd4d0b543adc226b7a07f675f56564185ffe0c07»\nbootstrapTokens:\n- token: «abcdef.0123456789abcdef»',
  ],
  [
    'clouds',
    'AccountKey=«abc123==»;EndpointSuffix=x\nAWS_SECRET_ACCESS_KEY=«wJalrXUtnFEMI/K7MDENG»\nhtpasswd admin:«$apr1$x7$y8»',
  ],
  [
    'elsewhere too',
    `neighbor 10.0.0.2 password «tr0ub4dor»\nlog: peer said «tr0ub4dor»!\nbase64 «${base64('tr0ub4dor')}» and «${base64('user:tr0ub4dor')}»`,
  ],
  ['elsewhere in a URL', 'password: "«a/b+c d#1»"\nGET /?x=«a%2Fb%2Bc%20d%231»'],
  ['a word that all outputs have', 'password: «calico»\nkube-system calico-node calico'],
  ['base64 of a configuration', `x: «${base64('router bgp 1\n neighbor 10.0.0.2 password foo\n')}»`],
];

/** Shorter ones are parts of words; the rest are words that are no secret elsewhere. */
const SHORTEST = 6;
const ORDINARY: ReadonlySet<string> = new Set(['calico', 'router bgp 1']);

/** What no output may hold. */
export const SECRETS: readonly string[] = PLANTED.flatMap(([, marked]) => [...marked.matchAll(/«([^»]*)»/g)])
  .map(([, secret = '']) => secret)
  .filter((secret) => secret.length >= SHORTEST && !ORDINARY.has(secret) && !/^-|\\/.test(secret));
