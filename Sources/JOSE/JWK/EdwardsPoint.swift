import OpenSSL

/// The encoding of a public key on an Edwards curve (RFC 8032 §5.1.2, §5.2.2), which libcrypto takes as it comes.
struct EdwardsPoint {
    /// y, most significant octet first, without the sign of x.
    private let y: [UInt8]
    private let isHigherBitClear: Bool
    private let curve: Curve

    /// The encoding has the length that the curve gives it.
    init(_ encoding: [UInt8], curve: Curve) {
        var bytes = Array(encoding.reversed())
        bytes[0] &= 0x7F
        self.curve = curve
        switch curve {
        case .ed448:
            // The highest octet has only the sign.
            isHigherBitClear = bytes[0] == 0
            y = Array(bytes.dropFirst())
        default:
            isHigherBitClear = true
            y = bytes
        }
    }

    /// Whether y is reduced, so that the key has only one spelling, and the point is not one of the few of small order,
    /// under which signatures can be made without any private key (RFC 8725 §3.4).
    var isAcceptable: Bool {
        isHigherBitClear && y.lexicographicallyPrecedes(prime) && !smallOrders.contains(y)
    }

    /// 2²⁵⁵ − 19 or 2⁴⁴⁸ − 2²²⁴ − 1.
    private var prime: [UInt8] {
        curve == .ed448
            ? [UInt8](repeating: 0xFF, count: 27) + [0xFE] + [UInt8](repeating: 0xFF, count: 28)
            : [0x7F] + [UInt8](repeating: 0xFF, count: 30) + [0xED]
    }

    /// 0, 1 and −1 on both curves, and the two of order 8 on edwards25519.
    private var smallOrders: [[UInt8]] {
        let zero = [UInt8](repeating: 0, count: prime.count)
        let common = [zero, zero.dropLast() + [1], prime.dropLast() + [prime[prime.count - 1] - 1]]
        return curve == .ed448 ? common : common + EdwardsPoint.pointsOfOrderEight
    }

    private static let pointsOfOrderEight: [[UInt8]] = [
        [
            0x05, 0xFC, 0x53, 0x6D, 0x88, 0x02, 0x38, 0xB1, 0x39, 0x33, 0xC6, 0xD3, 0x05, 0xAC, 0xDF, 0xD5,
            0xF0, 0x98, 0xEF, 0xF2, 0x89, 0xF4, 0xC3, 0x45, 0xB0, 0x27, 0xB2, 0xC2, 0x8F, 0x95, 0xE8, 0x26,
        ],
        [
            0x7A, 0x03, 0xAC, 0x92, 0x77, 0xFD, 0xC7, 0x4E, 0xC6, 0xCC, 0x39, 0x2C, 0xFA, 0x53, 0x20, 0x2A,
            0x0F, 0x67, 0x10, 0x0D, 0x76, 0x0B, 0x3C, 0xBA, 0x4F, 0xD8, 0x4D, 0x3D, 0x70, 0x6A, 0x17, 0xC7,
        ],
    ]
}
