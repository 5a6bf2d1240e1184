import Glibc

@testable import FastCGI

extension Listener {
    /// Where peers can connect: the system chose the port.
    var address: ListenAddress {
        guard let address = ListenAddress(description) else { return .unix(description) }
        guard case .tcp(let host, _) = address else { return address }
        var storage = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        _ = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        // The port is at the same place in both families.
        return .tcp(host: host, port: UInt16(bigEndian: storage.sin6_port))
    }
}
