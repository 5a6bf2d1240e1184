import Foundation
import Testing

@Suite("make install")
struct InstallTests {
    @Test("everything is put in its place, and nothing else", arguments: ["/usr", "/usr/local"])
    func files(prefix: String) async throws {
        try await withTemporaryFolder { folder in
            let result = try await install(into: folder, prefix: prefix)
            try #require(result.succeeded, "\(result.error)")
            let expected = [
                "\(prefix)/bin/bearerd": 0o755,
                "\(prefix)/lib/systemd/system/bearerd.service": 0o644,
                "\(prefix)/lib/systemd/system/bearerd.socket": 0o644,
                "\(prefix)/lib/sysusers.d/bearerd.conf": 0o644,
                "\(prefix)/share/man/man8/bearerd.8": 0o644,
                "/etc/bearerd/bearerd.env": 0o640,
                "/etc/nginx/bearerd_cors.conf": 0o644,
                "/etc/nginx/bearerd_guard.conf": 0o644,
                "/etc/nginx/bearerd_guard_params": 0o644,
                "/etc/nginx/bearerd_guard_server.conf": 0o644,
                "/etc/nginx/bearerd_params": 0o644,
                "/etc/nginx/conf.d/bearerd_upstream.conf": 0o644,
                "/etc/nginx/snippets/bearerd_locations.conf": 0o644,
            ]
            #expect(try installedFiles(in: folder) == expected)
            let service = try text("\(folder)\(prefix)/lib/systemd/system/bearerd.service")
            #expect(service.contains("ExecStart=\(prefix)/bin/bearerd serve --env-file /etc/bearerd/bearerd.env\n"))
        }
    }

    @Test("settings that are there already are kept")
    func existingSettings() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await install(into: folder).succeeded)
            let settings = "\(folder)/etc/bearerd/bearerd.env"
            #expect(try text(settings) == Project.text(of: ".env.example"))
            try "AUTH0_DOMAIN=mine.example.com\n".write(toFile: settings, atomically: false, encoding: .utf8)
            #expect(try await install(into: folder).succeeded)
            #expect(try text(settings) == "AUTH0_DOMAIN=mine.example.com\n")
        }
    }

    @Test("the manual page is well formed")
    func manualPage() async throws {
        let page = Project.folder + "systemd/bearerd.8"
        let result = try await Program(command: ["mandoc", "-T", "lint", "-W", "warning", page]).run()
        #expect(result.succeeded)
        #expect(result.output == "")
    }

    /// Installs what is built already: that the release build works is for `make build` to show.
    private func install(into folder: String, prefix: String = "/usr") async throws -> ProgramResult {
        let variables = ["DESTDIR=\(folder)", "PREFIX=\(prefix)", "BINARY=\(Project.bearerd)"]
        return try await Program(command: ["make", "install"] + variables, folder: Project.folder).run()
    }

    /// The mode of every file under `folder`, by its path there.
    private func installedFiles(in folder: String) throws -> [String: Int] {
        let paths = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        var modes: [String: Int] = [:]
        for path in paths {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")
            guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
            modes["/\(path)"] = (attributes[.posixPermissions] as? NSNumber)?.intValue
        }
        return modes
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }
}
