// What a Go program built on gopacket and GoBGP's packet package does with a capture: decodes every BGP message.
// Segments are taken in the order in which they stand: the bench's captures hold no other.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/osrg/gobgp/v4/pkg/packet/bgp"
)

const header = 19

type flow struct {
	network   gopacket.Flow
	transport gopacket.Flow
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: bgp-peer FILE")
	}
	file, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	reader, err := pcapgo.NewReader(file)
	if err != nil {
		log.Fatal(err)
	}

	var ethernet layers.Ethernet
	var ip layers.IPv4
	var tcp layers.TCP
	parser := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet, &ethernet, &ip, &tcp)
	parser.IgnoreUnsupported = true
	var decoded []gopacket.LayerType
	streams := map[flow][]byte{}
	packets, updates, prefixes, faults := 0, 0, 0, 0

	for {
		data, _, err := reader.ReadPacketData()
		if err == io.EOF {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		packets++
		if parser.DecodeLayers(data, &decoded) != nil || len(decoded) < 3 || (tcp.SrcPort != 179 && tcp.DstPort != 179) {
			continue
		}
		key := flow{ip.NetworkFlow(), tcp.TransportFlow()}
		stream := append(streams[key], tcp.Payload...)
		for len(stream) >= header {
			length := max(int(binary.BigEndian.Uint16(stream[16:])), header)
			if len(stream) < length {
				break
			}
			message, err := bgp.ParseBGPMessage(stream[:length])
			stream = stream[length:]
			if err != nil {
				faults++
			} else if update, is := message.Body.(*bgp.BGPUpdate); is {
				updates++
				prefixes += len(update.NLRI)
			}
		}
		streams[key] = append(streams[key][:0], stream...)
	}
	fmt.Fprintf(os.Stderr, "%d packets, %d UPDATEs, %d prefixes, %d faults\n", packets, updates, prefixes, faults)
}
