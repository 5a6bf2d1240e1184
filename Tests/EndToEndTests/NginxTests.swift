import Foundation
import Testing

@Suite("nginx files")
struct NginxTests {
    @Test("nginx takes every file, in the places where they are installed")
    func installedFiles() async throws {
        try await withTemporaryFolder { folder in
            for (file, place) in [
                ("bearerd_params", ""), ("bearerd_upstream.conf", "conf.d/"), ("bearerd_locations.conf", "snippets/"),
            ] {
                let target = "\(folder)/\(place)"
                try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    atPath: Project.folder + "nginx/\(file)",
                    toPath: target + file
                )
            }
            let site = """
                pid \(folder)/nginx.pid;
                events {}
                http {
                    access_log off;
                    include conf.d/*.conf;
                    server {
                        listen 127.0.0.1:\(try LocalSocket.freePort());
                        large_client_header_buffers 4 32k;
                        include snippets/bearerd_locations.conf;
                    }
                }
                """
            #expect(try await accepts(site, in: folder) == "")
        }
    }

    @Test("nginx takes the configuration of make run")
    func runConfiguration() async throws {
        try await withTemporaryFolder { folder in
            for file in ["bearerd_params", "bearerd_locations.conf"] {
                try FileManager.default.copyItem(
                    atPath: Project.folder + "nginx/\(file)",
                    toPath: "\(folder)/\(file)"
                )
            }
            let text = try Project.text(of: "nginx/run.conf.in")
                .replacing("@FOLDER@", with: folder)
                .replacing("@PORT@", with: String(try LocalSocket.freePort()))
            #expect(try await accepts(text, in: folder) == "")
        }
    }

    /// What `nginx -t` complains about.
    private func accepts(_ configuration: String, in folder: String) async throws -> String {
        try configuration.write(toFile: "\(folder)/nginx.conf", atomically: false, encoding: .utf8)
        let command = ["nginx", "-t", "-q", "-e", "stderr", "-p", folder, "-c", "\(folder)/nginx.conf"]
        let result = try await Program(command: command).run()
        #expect(result.succeeded)
        return result.error
    }
}
