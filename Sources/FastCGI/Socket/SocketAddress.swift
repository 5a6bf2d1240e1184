import CFastCGI
import Glibc

/// A `sockaddr` of any family, with its length.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length: socklen_t = 0

    var family: Int32 { Int32(storage.ss_family) }

    init?(_ address: ListenAddress) {
        switch address {
        case .unix(let path): self.init(sunPath: Array(path.utf8))
        case .tcp(let host, let port): self.init(host: host, port: port)
        }
    }

    /// `@` stands for the zero byte of a name that is no path (unix(7), abstract).
    init?(notifyPath path: String) {
        let bytes = Array(path.utf8)
        if path.hasPrefix("/") {
            self.init(sunPath: bytes)
        } else if path.hasPrefix("@") {
            self.init(sunPath: [0] + bytes.dropFirst())
            length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        } else {
            return nil
        }
    }

    private init?(sunPath bytes: [UInt8]) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // A path is followed by a zero.
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        unsafe withUnsafeBytes(of: &address) { source in
            unsafe withUnsafeMutableBytes(of: &storage) { unsafe $0.copyMemory(from: source) }
        }
        length = socklen_t(MemoryLayout<sockaddr_un>.size)
    }

    private init?(host: String, port: UInt16) {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &list) == 0, let first = unsafe list else { return nil }
        defer { unsafe freeaddrinfo(first) }
        guard let source = unsafe first.pointee.ai_addr else { return nil }
        length = unsafe first.pointee.ai_addrlen
        unsafe withUnsafeMutableBytes(of: &storage) {
            unsafe $0.copyMemory(from: UnsafeRawBufferPointer(start: source, count: Int(length)))
        }
    }

    static func isNumericHost(_ host: String, isIPv6: Bool) -> Bool {
        var address = in6_addr()
        return unsafe inet_pton(isIPv6 ? AF_INET6 : AF_INET, host, &address) == 1
    }

    mutating func bind(_ descriptor: Int32) -> Int32 {
        let length = length
        return unsafe withUnsafeMutablePointer(to: &storage) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe Glibc.bind(descriptor, $0, length) }
        }
    }

    mutating func connect(_ descriptor: Int32) -> Int32 {
        let length = length
        return unsafe withUnsafeMutablePointer(to: &storage) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe Glibc.connect(descriptor, $0, length) }
        }
    }
}
