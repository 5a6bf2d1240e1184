import Foundation
import Testing

@Suite("systemd")
struct SystemdTests {
    private static let settings = ["ISSUERS": "http://127.0.0.1:1/", "AUTH0_AUDIENCE": "api"]

    @Test("the units are clean")
    func verify() async throws {
        try await withTemporaryFolder { folder in
            // Where the program will be is not where it is now.
            let service = try Project.text(of: "systemd/bearerd.service")
                .replacing("/usr/bin/bearerd", with: Project.bearerd)
            try service.write(toFile: "\(folder)/bearerd.service", atomically: false, encoding: .utf8)
            let socket = try Project.text(of: "systemd/bearerd.socket")
            try socket.write(toFile: "\(folder)/bearerd.socket", atomically: false, encoding: .utf8)
            let units = ["\(folder)/bearerd.service", "\(folder)/bearerd.socket"]
            let result = try await Program(command: ["systemd-analyze", "verify", "--man=no"] + units).run()
            #expect(result.succeeded)
            #expect(result.output + result.error == "")
        }
    }

    @Test("bearerd reads the settings of the unit itself, as a member of a group that may")
    func settings() throws {
        let lines = try Project.text(of: "systemd/bearerd.service").split(separator: "\n")
        #expect(lines.contains("ExecStart=/usr/bin/bearerd serve --env-file /etc/bearerd/bearerd.env"))
        #expect(lines.contains("SupplementaryGroups=bearerd"))
        // No setting: it is for Dispatch.
        #expect(
            lines.filter { $0.hasPrefix("Environment") } == [
                "Environment=LIBDISPATCH_LOG=NO", "Environment=GLIBC_TUNABLES=glibc.malloc.tcache_count=16",
            ]
        )
        // systemd refuses a dynamic user of the name of a group that is there already.
        #expect(lines.contains("User=bearerd-run"))
        #expect(try Project.text(of: "systemd/bearerd.sysusers").split(separator: "\n").last == "g bearerd -")
    }

    @Test("neither crashes nor starts are counted, and what is counted leaves nothing failed")
    func noLimits() throws {
        let service = try Project.text(of: "systemd/bearerd.service").split(separator: "\n")
        let socket = try Project.text(of: "systemd/bearerd.socket").split(separator: "\n")
        let unit = { (lines: [Substring]) in lines.prefix { $0 != "[Service]" && $0 != "[Socket]" } }
        #expect(unit(service).contains("StartLimitIntervalSec=0"))
        #expect(unit(socket).contains("StartLimitIntervalSec=0"))
        #expect(socket.drop { $0 != "[Socket]" }.contains("TriggerLimitIntervalSec=0"))
        #expect(service.contains("Restart=on-failure"))
        #expect(service.contains("RestartSec=100ms"))
    }

    @Test("the filter has the call of @resources that a worker makes, and what is refused says nothing")
    func systemCalls() throws {
        let service = try Project.text(of: "systemd/bearerd.service").split(separator: "\n")
        let refused = try #require(service.firstIndex(of: "SystemCallFilter=~@privileged @resources"))
        // A later line counts.
        #expect(service[refused...].contains("SystemCallFilter=sched_setattr"))
        // Dispatch's threads ask for a priority that is refused, and would say so between our lines.
        #expect(service.contains("Environment=LIBDISPATCH_LOG=NO"))
    }

    @Test("the service is exposed by 1.2 at most")
    func security() async throws {
        let unit = Project.folder + "systemd/bearerd.service"
        let result = try await Program(command: ["systemd-analyze", "security", "--offline=true", unit]).run()
        let line = try #require(result.output.firstMatch(of: /Overall exposure level for bearerd.service: ([0-9.]+)/))
        #expect(try #require(Double(line.1)) <= 1.2)
    }

    @Test("a socket that systemd hands over is served, and wins over the setting")
    func socketActivation() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/activated.sock"
            // systemd-socket-activate hands its listeners over when the first connection comes.
            let variables = Self.settings.merging(["FASTCGI_LISTEN": "unix:\(folder)/other.sock"]) { $1 }
            let settings = variables.map { "--setenv=\($0.key)=\($0.value)" }
            let command = ["systemd-socket-activate", "--listen=\(path)"] + settings + [Project.bearerd, "serve"]
            let ending = try await Program(command: command, folder: folder).running(log: "\(folder)/log") { _ in
                let socket = try await waitFor("its listener") { try LocalSocket(path: path) }
                let answer = try await blocking {
                    try socket.send(FastCGIRequest(target: "/healthz").records)
                    return String(decoding: try socket.receiveAll(), as: UTF8.self)
                }
                #expect(answer.contains(#"{"status":"ok"}"#))
                #expect(!FileManager.default.fileExists(atPath: "\(folder)/other.sock"))
            }.ending
            #expect(ending == .exited(0))
        }
    }

    @Test("whoever watches it is told that it is well, and what it does")
    func watchdog() async throws {
        try await withTemporaryFolder { folder in
            let listener = try LocalSocket.datagramListener(path: "\(folder)/notify.sock")
            let settings = Self.settings.merging([
                "NOTIFY_SOCKET": "\(folder)/notify.sock", "FASTCGI_LISTEN": "unix:\(folder)/bearerd.sock",
                "WATCHDOG_USEC": "300000",
            ]) { $1 }
            let program = Program(command: [Project.bearerd, "serve"], environment: settings, folder: folder)
            try await program.running(log: "\(folder)/log") { process in
                var words: Set<String> = []
                while !words.isSuperset(of: ["READY=1", "WATCHDOG=1"]) {
                    let more = String(decoding: try await blocking { try listener.receive() }, as: UTF8.self)
                    words.formUnion(more.split(separator: "\n").map { String($0) })
                }
                #expect(words.contains("STATUS=Keys of 0 of 1 issuers, 0 connections"))
            }
        }
    }

    @Test("it says READY when it serves, and STOPPING when it stops")
    func notification() async throws {
        try await withTemporaryFolder { folder in
            let listener = try LocalSocket.datagramListener(path: "\(folder)/notify.sock")
            let socket = "\(folder)/bearerd.sock"
            let settings = Self.settings.merging(
                ["NOTIFY_SOCKET": "\(folder)/notify.sock", "FASTCGI_LISTEN": "unix:\(socket)"]) { $1 }
            let program = Program(command: [Project.bearerd, "serve"], environment: settings, folder: folder)
            try await program.running(log: "\(folder)/log") { _ in
                let words = String(decoding: try await blocking { try listener.receive() }, as: UTF8.self)
                #expect(words.split(separator: "\n").contains("READY=1"))
                // Ready means that a request sent now is answered.
                #expect((try? LocalSocket(path: socket)) != nil)
            }
            let words = String(decoding: try await blocking { try listener.receive() }, as: UTF8.self)
            #expect(words.split(separator: "\n").contains("STOPPING=1"))
        }
    }
}
