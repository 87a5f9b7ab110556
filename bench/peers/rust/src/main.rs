//! What a Rust program built on bgpkit-parser does with a capture: decodes every BGP message, and prints each as JSON with `--json`.
//! Segments are taken in the order in which they stand: the bench's captures hold no other.
use bgpkit_parser::models::{AsnLength, BgpMessage};
use bgpkit_parser::parser::bgp::messages::parse_bgp_message;
use bytes::{Buf, BytesMut};
use etherparse::{NetSlice, SlicedPacket, TransportSlice};
use pcap_file::pcap::PcapReader;
use serde::Serialize;
use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{stdout, BufWriter, Write};

const HEADER: usize = 19;
const BGP_PORT: u16 = 179;

type Flow = ([u8; 4], u16, [u8; 4], u16);

#[derive(Serialize)]
struct Line<'a> {
    frame: u64,
    message: &'a BgpMessage,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut json = false;
    let mut path = None;
    for argument in std::env::args().skip(1) {
        if argument == "--json" {
            json = true;
        } else {
            path = Some(argument);
        }
    }
    let path = path.ok_or("usage: bgp-peer [--json] FILE")?;
    let mut reader = PcapReader::new(File::open(path)?)?;
    let mut out = BufWriter::with_capacity(1 << 20, stdout().lock());
    let mut streams: HashMap<Flow, BytesMut> = HashMap::new();
    let (mut frame, mut updates, mut prefixes, mut faults) = (0u64, 0u64, 0u64, 0u64);

    while let Some(packet) = reader.next_packet() {
        let packet = packet?;
        frame += 1;
        let Some((flow, payload)) = segment(&packet.data) else { continue };
        let stream = streams.entry(flow).or_default();
        stream.extend_from_slice(payload);
        while let Some(length) = whole_message(stream) {
            let mut message = stream.split_to(length).freeze();
            match parse_bgp_message(&mut message, false, &AsnLength::Bits32) {
                Ok(message) => {
                    if let BgpMessage::Update(update) = &message {
                        updates += 1;
                        prefixes += update.announced_prefixes.len() as u64;
                    }
                    if json {
                        serde_json::to_writer(&mut out, &Line { frame, message: &message })?;
                        out.write_all(b"\n")?;
                    }
                }
                Err(_) => faults += 1,
            }
        }
    }
    out.flush()?;
    eprintln!("{frame} packets, {updates} UPDATEs, {prefixes} prefixes, {faults} faults");
    Ok(())
}

fn segment(frame: &[u8]) -> Option<(Flow, &[u8])> {
    let packet = SlicedPacket::from_ethernet(frame).ok()?;
    let (Some(NetSlice::Ipv4(ip)), Some(TransportSlice::Tcp(tcp))) = (packet.net, packet.transport) else {
        return None;
    };
    if tcp.source_port() != BGP_PORT && tcp.destination_port() != BGP_PORT {
        return None;
    }
    let header = ip.header();
    let flow = (header.source(), tcp.source_port(), header.destination(), tcp.destination_port());
    Some((flow, tcp.payload()))
}

fn whole_message(stream: &BytesMut) -> Option<usize> {
    if stream.remaining() < HEADER {
        return None;
    }
    let length = usize::from(u16::from_be_bytes([stream[16], stream[17]])).max(HEADER);
    (stream.remaining() >= length).then_some(length)
}
