import Text

/// Takes in an answer piece by piece and stops at its limits.
final class ReceivedAnswer {
    /// The longest header section, in bytes.
    static let maxHeaderBytes = 65_536

    private(set) var body: [UInt8] = []
    private(set) var cacheControl: String?
    private(set) var bodyIsTooLarge = false
    private(set) var headersAreTooLarge = false
    /// Whether an address was not connected to, since it is none of the public Internet.
    private(set) var addressIsRefused = false
    private let maxBodyBytes: Int
    private var headerBytes = 0

    init(maxBodyBytes: Int) {
        self.maxBodyBytes = maxBodyBytes
    }

    /// Why it was not taken in whole; `nil` if no limit of its own is to blame.
    var limitPassed: HTTPClientError? {
        if bodyIsTooLarge { return .bodyTooLarge(maxBytes: maxBodyBytes) }
        if headersAreTooLarge { return .headersTooLarge(maxBytes: Self.maxHeaderBytes) }
        return addressIsRefused ? .addressNotPublic : nil
    }

    func refuseAddress() {
        addressIsRefused = true
    }

    /// Adds a piece of the body; `false` if that makes it too long.
    func append(body piece: some Collection<UInt8>) -> Bool {
        guard piece.count <= maxBodyBytes - body.count else {
            bodyIsTooLarge = true
            return false
        }
        body.append(contentsOf: piece)
        return true
    }

    /// Adds a status or field line; `false` if that makes the header section too long.
    func append(headerLine line: some Collection<UInt8>) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.maxHeaderBytes else {
            headersAreTooLarge = true
            return false
        }
        // What a proxy, or an interim response (RFC 9110 §15.2), said before is not of this answer.
        if line.starts(with: "HTTP/".utf8) { cacheControl = nil }
        let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, String(decoding: parts[0], as: UTF8.self).lowercased() == "cache-control" else {
            return true
        }
        // RFC 9110 §5.3: several lines of one field are one list.
        let value = String(decoding: parts[1].filter { $0.isVisibleASCII || $0 == 0x20 }, as: UTF8.self)
        cacheControl = cacheControl.map { "\($0),\(value)" } ?? value
        return true
    }
}
