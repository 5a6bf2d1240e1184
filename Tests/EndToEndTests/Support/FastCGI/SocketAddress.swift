import Glibc

/// An address on this machine.
enum SocketAddress {
    case loopback(port: UInt16)
    case file(String)

    var family: Int32 {
        switch self {
        case .loopback: AF_INET
        case .file: AF_UNIX
        }
    }

    func connect(_ descriptor: Int32) -> Int32 { unsafe call(Glibc.connect, descriptor) }

    func bind(_ descriptor: Int32) -> Int32 { unsafe call(Glibc.bind, descriptor) }

    private typealias Call = (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32

    private func call(_ function: Call, _ descriptor: Int32) -> Int32 {
        switch self {
        case .loopback(let port):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
            return unsafe Self.call(function, descriptor, &address)
        case .file(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
            return unsafe Self.call(function, descriptor, &address)
        }
    }

    private static func call<Address>(_ function: Call, _ descriptor: Int32, _ address: inout Address) -> Int32 {
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe function(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
