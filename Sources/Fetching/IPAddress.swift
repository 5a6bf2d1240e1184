import Glibc

/// An address of the Internet Protocol.
enum IPAddress: Hashable {
    case v4(UInt32)
    case v6(UInt128)

    /// Whether it is one of the public Internet: unicast, and the same host from wherever it is asked.
    ///
    /// Everything else is this machine, its neighbours, a group, or nobody.
    var isPublic: Bool {
        switch self {
        case .v4(let address): !Self.specialIPv4.contains { $0.contains(address) }
        case .v6(let address): Self.isPublic(address)
        }
    }

    /// A block of addresses that have their first bits in common.
    private struct Block<Address: FixedWidthInteger & Sendable> {
        let first: Address
        let bits: Int

        init(_ first: Address, _ bits: Int) {
            self.first = first
            self.bits = bits
        }

        func contains(_ address: Address) -> Bool {
            (address ^ first) >> (Address.bitWidth - bits) == 0
        }
    }

    /// What the IANA IPv4 Special-Purpose Address Registry (RFC 6890) has as not globally reachable, and what is no
    /// unicast.
    private static let specialIPv4: [Block<UInt32>] = [
        Block(0x0000_0000, 8),  // 0.0.0.0/8, "this network" (RFC 791 §3.2): Linux takes 0.0.0.0 for itself
        Block(0x0A00_0000, 8),  // 10.0.0.0/8, private use (RFC 1918)
        Block(0x6440_0000, 10),  // 100.64.0.0/10, shared address space (RFC 6598)
        Block(0x7F00_0000, 8),  // 127.0.0.0/8, loopback (RFC 1122 §3.2.1.3)
        Block(0xA9FE_0000, 16),  // 169.254.0.0/16, link-local (RFC 3927): clouds answer there
        Block(0xAC10_0000, 12),  // 172.16.0.0/12, private use (RFC 1918)
        Block(0xC000_0000, 24),  // 192.0.0.0/24, IETF protocol assignments (RFC 6890)
        Block(0xC000_0200, 24),  // 192.0.2.0/24, documentation (RFC 5737)
        Block(0xC058_6300, 24),  // 192.88.99.0/24, 6to4 relays, deprecated (RFC 7526)
        Block(0xC0A8_0000, 16),  // 192.168.0.0/16, private use (RFC 1918)
        Block(0xC612_0000, 15),  // 198.18.0.0/15, benchmarking (RFC 2544)
        Block(0xC633_6400, 24),  // 198.51.100.0/24, documentation (RFC 5737)
        Block(0xCB00_7100, 24),  // 203.0.113.0/24, documentation (RFC 5737)
        Block(0xE000_0000, 4),  // 224.0.0.0/4, multicast (RFC 5771)
        Block(0xF000_0000, 4),  // 240.0.0.0/4, reserved (RFC 1112 §4), and the broadcast address
    ]

    /// 64:ff9b::/96, an IPv4 address behind a translator (RFC 6052 §2.1).
    private static let translated = Block<UInt128>(0x0064_FF9B << 96, 96)
    /// 2000::/3, global unicast (RFC 4291 §2.4). Loopback, link-local, unique local, IPv4-mapped and multicast
    /// addresses are none of them.
    private static let globalUnicast = Block<UInt128>(0x2000 << 112, 3)
    private static let specialIPv6: [Block<UInt128>] = [
        Block(0x2001_0000 << 96, 23),  // 2001::/23, IETF protocol assignments, Teredo among them (RFC 2928)
        Block(0x2001_0DB8 << 96, 32),  // 2001:db8::/32, documentation (RFC 3849)
        Block(0x2002_0000 << 96, 16),  // 2002::/16, 6to4: any IPv4 address (RFC 3056)
        Block(0x3FFF_0000 << 96, 20),  // 3fff::/20, documentation (RFC 9637)
    ]

    private static func isPublic(_ address: UInt128) -> Bool {
        if translated.contains(address) { return IPAddress.v4(UInt32(truncatingIfNeeded: address)).isPublic }
        return globalUnicast.contains(address) && !specialIPv6.contains { $0.contains(address) }
    }
}

extension IPAddress {
    /// `nil` if `text` is no address as `inet_ntop` writes it.
    init?(_ text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if unsafe inet_pton(AF_INET, text, &v4) == 1 {
            self = .v4(UInt32(bigEndian: v4.s_addr))
        } else if unsafe inet_pton(AF_INET6, text, &v6) == 1 {
            self = .v6(
                UInt128(bigEndian: unsafe withUnsafeBytes(of: &v6) { unsafe $0.loadUnaligned(as: UInt128.self) })
            )
        } else {
            return nil
        }
    }

    /// The address in a socket address of `family`; `nil` if it is of another family, or too short.
    init?(family: Int32, socketAddress bytes: UnsafeRawBufferPointer) {
        switch family {
        case AF_INET where bytes.count >= MemoryLayout<sockaddr_in>.size:
            self = .v4(UInt32(bigEndian: unsafe bytes.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6 where bytes.count >= MemoryLayout<sockaddr_in6>.size:
            var address = unsafe bytes.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            self = .v6(
                UInt128(bigEndian: unsafe withUnsafeBytes(of: &address) { unsafe $0.loadUnaligned(as: UInt128.self) })
            )
        default: return nil
        }
    }
}
