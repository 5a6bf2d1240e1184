import Text

/// The content of `application/x-www-form-urlencoded`.
package enum FormFields {
    /// Each name once.
    case fields([String: String])
    /// An escape is broken, or the text is not UTF-8.
    case malformed
    /// A name comes twice.
    case duplicate

    /// Reads a form.
    package static func parse(_ body: [UInt8]) -> FormFields {
        var fields: [String: String] = [:]
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = String(formEncoded: parts[0]),
                let value = String(formEncoded: parts.count == 2 ? parts[1] : [])
            else { return .malformed }
            guard fields.updateValue(value, forKey: name) == nil else { return .duplicate }
        }
        return .fields(fields)
    }
}

extension String {
    /// Decodes `application/x-www-form-urlencoded`; `nil` if an escape is broken or the text is not UTF-8.
    package init?(formEncoded bytes: some Collection<UInt8>) {
        let plain = { (byte: UInt8) in byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte }
        guard let text = PercentEncoding.decode(bytes, plain: plain) else { return nil }
        self = text
    }
}
