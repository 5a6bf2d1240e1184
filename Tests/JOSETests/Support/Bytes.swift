import JOSE

extension Array where Element == UInt8 {
    /// The UTF-8 of a text.
    init(text: String) {
        self = Array(text.utf8)
    }
}

extension JSONObject {
    /// A copy with one member set, or removed.
    func with(_ name: String, _ value: JSONValue?) -> JSONObject {
        var copy = self
        copy[name] = value
        return copy
    }
}

/// A compact JWS with an arbitrary header, for what no signer would write.
func compact(header: String, payload: String = "{}", signature: [UInt8] = [1, 2, 3]) -> String {
    [Array(header.utf8), Array(payload.utf8), signature].map { Base64URL.encode($0) }.joined(separator: ".")
}
