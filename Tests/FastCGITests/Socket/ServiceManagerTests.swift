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

    @Test("that settings are read anew is said with the time, by the clock that systemd has")
    func reloading() async {
        await #expect(processExitsWith: .success) {
            var time = timespec()
            unsafe clock_gettime(CLOCK_MONOTONIC, &time)
            let words = notification(at: TemporaryPath.make()) { ServiceManager.notifyReloading() }
            guard let match = words.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=([0-9]+)/), let then = Int(match.1)
            else { exit(1) }
            exit((0..<60_000_000).contains(then - time.tv_sec * 1_000_000) ? 0 : 1)
        }
    }

    @Test("how often it wants to hear is what it says to this process")
    func watchdog() async {
        await #expect(processExitsWith: .success) {
            unset("WATCHDOG_USEC")
            unset("WATCHDOG_PID")
            guard ServiceManager.watchdogInterval == nil else { exit(1) }
            set("WATCHDOG_USEC", "30000000")
            guard ServiceManager.watchdogInterval == .seconds(30) else { exit(2) }
            set("WATCHDOG_PID", "\(getpid())")
            guard ServiceManager.watchdogInterval == .seconds(30) else { exit(3) }
            set("WATCHDOG_PID", "1")
            guard ServiceManager.watchdogInterval == nil else { exit(4) }
            unset("WATCHDOG_PID")
            for text in ["0", "-1", "", "often"] {
                set("WATCHDOG_USEC", text)
                guard ServiceManager.watchdogInterval == nil else { exit(5) }
            }
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
    notification(at: path) { ServiceManager.notify("READY=1") } == "READY=1"
}

/// What a socket of our own has received when something was said.
private func notification(at path: String, _ say: () -> Void) -> String {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard var address = SocketAddress(notifyPath: path), address.bind(descriptor) == 0 else { return "" }
    set("NOTIFY_SOCKET", path)
    say()
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
    return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
}
