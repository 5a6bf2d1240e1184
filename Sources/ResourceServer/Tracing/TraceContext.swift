package import HTTP
import HTTPTypes
import Text

/// Where a request stands in a trace, as its client says (W3C Trace Context §3.2): `traceparent`.
///
/// What is not of the grammar is as if it were not there.
package struct TraceContext: Sendable, Hashable {
    /// Of the whole trace: 32 hexadecimal digits in small letters.
    package let traceID: String
    /// Of the span that the request came from: 16 of them.
    package let parentID: String
    /// Whether who called records the trace (§3.2.2.4).
    package let isSampled: Bool

    /// That of a request; `nil` where it has none, or more than one.
    package init?(_ request: Request) {
        let values = request.values(of: .traceparent)
        guard values.count == 1, let value = values.first else { return nil }
        self.init(value)
    }

    /// Reads the value of the header field.
    ///
    /// §3.2.2: `version "-" trace-id "-" parent-id "-" trace-flags`. What a later version adds stands behind a further hyphen
    /// (§3.2.4), and there is no version ff.
    package init?(_ traceparent: String) {
        let bytes = Array(traceparent.utf8)
        guard bytes.count >= Self.length, [2, 35, 52].allSatisfy({ bytes[$0] == UInt8(ascii: "-") }),
            let version = Self.digits(bytes[0..<2]), let traceID = Self.digits(bytes[3..<35]),
            let parentID = Self.digits(bytes[36..<52]), let flags = Self.digits(bytes[53..<55]),
            Self.endsRightly(bytes, version), !Self.isZero(traceID), !Self.isZero(parentID)
        else { return nil }
        self.traceID = traceID
        self.parentID = parentID
        isSampled = UInt8(flags, radix: 16).map { $0 & 1 == 1 } ?? false
    }

    /// The field for a request that this one causes: of the same trace, with an identifier of its own (§3.2.2.3).
    package var childField: String {
        let spanID = UInt64.random(in: 1...UInt64.max).digits(radix: 16, atLeast: 16)
        return "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")"
    }

    private static let length = 55

    private static func endsRightly(_ bytes: [UInt8], _ version: String) -> Bool {
        switch version {
        case "ff": false
        case "00": bytes.count == length
        default: bytes.count == length || bytes[length] == UInt8(ascii: "-")
        }
    }

    /// §3.2.2.2: HEXDIGLC, in small letters only.
    private static func digits(_ bytes: ArraySlice<UInt8>) -> String? {
        let isDigits = bytes.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        return isDigits ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private static func isZero(_ digits: String) -> Bool {
        digits.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
    }
}

extension HTTPField.Name {
    private static func token(_ name: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name(name.description) else { preconditionFailure("\(name) is not a token") }
        return name
    }

    /// W3C Trace Context §3.2.
    static let traceparent = token("traceparent")
}
