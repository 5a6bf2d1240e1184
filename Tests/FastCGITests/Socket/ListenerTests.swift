import Glibc
import TestSupport
import Testing

@testable import FastCGI

@Suite("Listener", .blocking)
struct ListenerTests {
    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    private func listen(_ path: String, mode: UInt16 = 0o660) throws(ListenError) -> Listener {
        try Listener(.unix(path), socketMode: mode)
    }

    @Test("a Unix socket has the mode asked for, whatever the umask", arguments: [0o600, 0o660, 0o666] as [UInt16])
    func socketMode(mode asked: UInt16) throws {
        let path = TemporaryPath.make()
        let listener = try listen(path, mode: asked)
        #expect(mode(path) == mode_t(asked))
        let description = listener.description
        #expect(description == "unix:\(path)")
        let isTCP = listener.isTCP, isInherited = listener.isInherited
        #expect(!isTCP && !isInherited)
    }

    @Test("the file goes with the listener")
    func removesItsFile() throws {
        let path = TemporaryPath.make()
        do {
            let listener = try listen(path)
            #expect(mode(path) != nil)
            _ = listener.descriptor
        }
        #expect(mode(path) == nil)
    }

    @Test("the socket of a process that is gone is replaced")
    func stale() throws {
        let path = TemporaryPath.make()
        var address = try #require(SocketAddress(.unix(path)))
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        #expect(address.bind(descriptor) == 0)
        close(descriptor)
        #expect(mode(path) != nil)
        let listener = try listen(path)
        _ = try Peer(listener.address)
    }

    @Test("a socket on which a process listens is left alone")
    func live() throws {
        let path = TemporaryPath.make()
        let first = try listen(path)
        let error = #expect(throws: ListenError.self) { _ = try self.listen(path) }
        #expect(error?.description == "bind unix:\(path): another process listens on it")
        _ = try Peer(first.address)
    }

    @Test("a live socket is left alone when its backlog is full")
    func liveAndFull() throws {
        let path = TemporaryPath.make()
        var address = try #require(SocketAddress(.unix(path)))
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer {
            close(descriptor)
            unsafe unlink(path)
        }
        #expect(address.bind(descriptor) == 0)
        #expect(Glibc.listen(descriptor, 0) == 0)
        let waiting = try Peer(.unix(path))
        let error = #expect(throws: ListenError.self) { _ = try self.listen(path) }
        #expect(error?.description == "bind unix:\(path): another process listens on it")
        withExtendedLifetime(waiting) {}
    }

    @Test("a file that is no socket is left alone")
    func noSocket() throws {
        let path = TemporaryPath.make()
        close(unsafe open(path, O_CREAT | O_WRONLY, 0o600))
        defer { unsafe unlink(path) }
        let error = #expect(throws: ListenError.self) { _ = try self.listen(path) }
        #expect(error?.description == "bind unix:\(path): a file that is no socket")
        #expect(mode(path) == 0o600)
    }

    @Test("a directory that is not there is named")
    func noDirectory() {
        let error = #expect(throws: ListenError.self) { _ = try self.listen("/nowhere/at/all.sock") }
        #expect(error?.description == "bind unix:/nowhere/at/all.sock: No such file or directory")
    }

    @Test("TCP is listened on, IPv4 and IPv6", arguments: [TestServer.Kind.ipv4, .ipv6])
    func tcp(kind: TestServer.Kind) throws {
        let listener = try Listener(kind.address)
        let isTCP = listener.isTCP
        #expect(isTCP)
        _ = try Peer(listener.address)
    }

    @Test("a TCP port that is taken is refused")
    func tcpTaken() throws {
        let first = try Listener(.tcp(host: "127.0.0.1", port: 0))
        let address = first.address
        let error = #expect(throws: ListenError.self) { _ = try Listener(address) }
        #expect(error?.description == "bind \(address): Address already in use")
    }

    @Test("a host that is no number is no address")
    func hostName() {
        #expect(throws: ListenError.self) { _ = try Listener(.tcp(host: "no.such.host.invalid", port: 1)) }
    }

    @Test("nothing is closed twice, and nothing stays open")
    func descriptors() async {
        await #expect(processExitsWith: .success) {
            let path = TemporaryPath.make()
            let before = openSockets()
            for _ in 0..<3 {
                let listener = try Listener(.unix(path))
                let second: String? = (try? Listener(.unix(path)))?.description
                guard second == nil else { exit(1) }
                guard openSockets() == before + 1 else { exit(2) }
                _ = listener.descriptor
            }
            exit(openSockets() == before ? 0 : 3)
        }
    }
}

@Suite("Listener that was handed over")
struct InheritedListenerTests {
    @Test("there is none")
    func none() async {
        await #expect(processExitsWith: .success) {
            unset("LISTEN_FDS")
            let description: String? = try Listener.inherited()?.description
            exit(description == nil ? 0 : 1)
        }
    }

    @Test("by systemd: it is made non-blocking, and kept from children")
    func systemd() async {
        await #expect(processExitsWith: .success) {
            announceBySystemd("1")
            let descriptor = handedOver(listening: true).descriptor
            guard let listener = try Listener.inherited(bySystemdOn: descriptor, bySpawnerOn: 0) else { exit(1) }
            let isGood =
                listener.descriptor == descriptor && listener.isInherited
                && fcntl(descriptor, F_GETFL) & O_NONBLOCK != 0
                && fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0
            exit(isGood ? 0 : 2)
        }
    }

    @Test("by systemd to another process: it is not ours")
    func anotherProcess() async {
        await #expect(processExitsWith: .success) {
            announceBySystemd("1")
            set("LISTEN_PID", "1")
            let descriptor = handedOver(listening: true).descriptor
            let description: String? = try Listener.inherited(bySystemdOn: descriptor, bySpawnerOn: 0)?.description
            exit(description == nil ? 0 : 1)
        }
    }

    @Test("by systemd, two: which one?")
    func two() async {
        await #expect(processExitsWith: .success) {
            announceBySystemd("2")
            do throws(ListenError) {
                _ = try Listener.inherited()
                exit(1)
            } catch {
                exit(error.description == "LISTEN_FDS is 2: expected one socket" ? 0 : 2)
            }
        }
    }

    @Test("by systemd, but it does not listen")
    func notListening() async {
        await #expect(processExitsWith: .success) {
            announceBySystemd("1")
            let descriptor = handedOver(listening: false).descriptor
            do throws(ListenError) {
                _ = try Listener.inherited(bySystemdOn: descriptor, bySpawnerOn: 0)
                exit(1)
            } catch {
                exit(error.description == "descriptor \(descriptor) is not a listening stream socket" ? 0 : 2)
            }
        }
    }

    @Test("by a spawner, and its file stays when we leave")
    func spawner() async {
        await #expect(processExitsWith: .success) {
            unset("LISTEN_FDS")
            let (descriptor, path) = handedOver(listening: true)
            do {
                guard let listener = try Listener.inherited(bySystemdOn: 3, bySpawnerOn: descriptor) else { exit(1) }
                guard listener.descriptor == descriptor else { exit(2) }
            }
            exit(isThere(path) ? 0 : 3)
        }
    }
}

/// A Unix socket, as systemd or a spawner would make it.
private func handedOver(listening: Bool) -> (descriptor: Int32, path: String) {
    let path = TemporaryPath.make()
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard var address = SocketAddress(.unix(path)), address.bind(descriptor) == 0 else { exit(90) }
    if listening { listen(descriptor, 8) }
    return (descriptor, path)
}

private func announceBySystemd(_ count: String) {
    set("LISTEN_FDS", count)
    set("LISTEN_PID", String(getpid()))
}
