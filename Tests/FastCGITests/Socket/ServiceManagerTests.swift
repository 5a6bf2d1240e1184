import Glibc
import Testing

@testable import FastCGI

@Suite("ServiceManager")
struct ServiceManagerTests {
    @Test("the state reaches a socket that is a file")
    func path() async {
        await #expect(processExitsWith: .success) { exit(isNotified(TemporaryPath.make()) ? 0 : 1) }
    }

    @Test("the state reaches an abstract socket")
    func abstract() async {
        await #expect(processExitsWith: .success) {
            exit(isNotified("@fastcgi-tests-\(UInt64.random(in: 0...(.max)))") ? 0 : 1)
        }
    }

    @Test("without a service manager, or with one that is not there, nothing happens")
    func none() async {
        await #expect(processExitsWith: .success) {
            let before = openSockets()
            unset("NOTIFY_SOCKET")
            ServiceManager.notify("READY=1")
            for path in ["/nowhere/at/all", "vsock:1:2", "", "/" + String(repeating: "a", count: 200)] {
                set("NOTIFY_SOCKET", path)
                ServiceManager.notify("READY=1")
            }
            exit(openSockets() == before ? 0 : 1)
        }
    }
}

/// Notifies a socket of our own, and looks whether it has received just that.
private func isNotified(_ path: String) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard var address = SocketAddress(notifyPath: path), address.bind(descriptor) == 0 else { return false }
    set("NOTIFY_SOCKET", path)
    ServiceManager.notify("READY=1")
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 && buffer[..<count].elementsEqual("READY=1".utf8)
}
