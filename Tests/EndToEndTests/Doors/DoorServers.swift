import Foundation
import Testing

/// One nginx with two servers for each ``DoorCase``: of one bearerd is there to be asked, of the other it is stopped.
struct DoorServers: Sendable {
    /// The ports of a case's servers.
    struct Ports: Sendable {
        let port: UInt16
        let portWithoutBearerd: UInt16
    }

    let deployment: Deployment
    let ports: [String: Ports]
    /// Holds the files that the configurations name.
    let folder: String

    @TaskLocal static var current: DoorServers?

    /// What `check-config` says about the configuration of a case, as `nginx -T` prints it.
    func check(_ configuration: DoorCase) async throws -> ProgramResult {
        let port = try #require(ports[configuration.name]).port
        let file = "\(folder)/\(port).conf"
        let text = """
            pid \(folder)/check.pid;
            events { }
            http {
                upstream bearerd { server unix:\(deployment.bearerdSocket); }
                upstream application { server unix:\(folder)/application.sock; }
                \(try configuration.text(port: port, folder: folder, isBearerdThere: true))
            }
            """
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        // nginx looks for the guard's files beside its own.
        let main = "\(deployment.folder)/\(port).conf"
        try FileManager.default.moveItem(atPath: file, toPath: main)
        let script = #"nginx -T -e stderr -p "$0" -c "$1" 2>/dev/null | "$2" check-config --nginx -"#
        return try await Program(command: ["sh", "-c", script, folder, main, Project.bearerd]).run()
    }
}

extension DoorCase {
    /// The server block and what stands beside it.
    func text(port: UInt16, folder: String, isBearerdThere: Bool) throws -> String {
        let present = try Project.text(of: "nginx/bearerd_guard_server.conf")
        let closing = /error_page [0-9 ]* 500 [0-9 ]*=403 [^;]*;/
        try #require(present.firstMatch(of: closing) != nil)
        // As it was before it closed itself.
        let old = present.replacing(closing, with: "error_page 599 =500 @bearerd_refusal;")
        let text = """
            \(http)
            server {
                listen 127.0.0.1:@PORT@;
                large_client_header_buffers 4 32k;
                lingering_timeout 50ms;
                \(server)
            }
            """
        var filled = text
        if !isBearerdThere { filled.replace("include bearerd_guard_server.conf;", with: present) }
        filled.replace("@OLD@", with: old)
        if !isBearerdThere {
            filled.replace(/fastcgi_pass +bearerd;/, with: "fastcgi_pass unix:\(folder)/nobody.sock;")
        }
        return filled.replacing("@PORT@", with: String(port)).replacing("@N@", with: String(port))
            .replacing("@FOLDER@", with: folder)
    }
}

/// The servers of all cases for the tests of a suite.
struct DoorServersTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            try writeFiles(folder)
            var ports: [String: DoorServers.Ports] = [:]
            var http = """
                upstream application { server unix:\(folder)/application.sock; }
                server {
                    listen unix:\(folder)/application.sock;
                    return 200 "APPLICATION subject=$http_auth_subject";
                }
                """
            for configuration in DoorCase.all {
                let pair = DoorServers.Ports(
                    port: try LocalSocket.freePort(),
                    portWithoutBearerd: try LocalSocket.freePort()
                )
                ports[configuration.name] = pair
                http += try configuration.text(port: pair.port, folder: folder, isBearerdThere: true)
                http += try configuration.text(port: pair.portWithoutBearerd, folder: folder, isBearerdThere: false)
            }
            var deployment = DeploymentConfiguration()
            deployment.furtherServer = http
            try await withDeployment(deployment) { [ports] deployment in
                let servers = DoorServers(deployment: deployment, ports: ports, folder: folder)
                try await DoorServers.$current.withValue(servers, operation: function)
            }
        }
    }

    private func writeFiles(_ folder: String) throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/files/folder", withIntermediateDirectories: true)
        for (name, text) in [
            "files/file.txt": "APPLICATION", "files/folder/file.txt": "APPLICATION", "off.conf": "auth_request off;",
        ] {
            try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        }
    }
}

extension Trait where Self == DoorServersTrait {
    /// The servers of all cases: ``DoorServers/current``.
    static var doorServers: DoorServersTrait { DoorServersTrait() }
}
