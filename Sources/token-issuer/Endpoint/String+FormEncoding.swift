extension String {
    /// Decodes `application/x-www-form-urlencoded`; `nil` if an escape is broken or the text is not UTF-8.
    init?(formEncoded bytes: some Collection<UInt8>) {
        var decoded: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst(), let low = rest.popFirst(), let value = Self.byte(high, low) else {
                    return nil
                }
                decoded.append(value)
            default: decoded.append(byte)
            }
        }
        self.init(validating: decoded, as: UTF8.self)
    }

    private static func byte(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = hexadecimalDigit(high), let low = hexadecimalDigit(low) else { return nil }
        return high << 4 | low
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
