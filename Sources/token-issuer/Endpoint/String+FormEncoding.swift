import Text

extension String {
    /// Decodes `application/x-www-form-urlencoded`; `nil` if an escape is broken or the text is not UTF-8.
    init?(formEncoded bytes: some Collection<UInt8>) {
        let plain = { (byte: UInt8) in byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte }
        guard let text = PercentEncoding.decode(bytes, plain: plain) else { return nil }
        self = text
    }
}
