import Foundation
import Testing

@testable import bearerd

/// `check-config` as root, of what the systemd unit's user has to read.
@Suite("Files for the unit's user")
struct UnitUserTests {
    private static let files = [
        "bearerd.env":
            "ISSUERS_FILE=/srv/x/issuers.json\nTLS_CA_FILE=/srv/x/ca.pem\nDPOP_NONCE_KEY_FILE=/srv/x/nonce\n",
        "issuers.json": """
        [{"issuer": "https://a.example/", "audiences": ["a"], "algorithms": ["HS256"],
          "hmac_secret_file": "/srv/x/secret"},
         {"issuer": "https://b.example/", "audiences": ["b"], "jwks_file": "/srv/x/keys.json"}]
        """,
        "ca.pem": "-----BEGIN CERTIFICATE-----\n",
        "nonce": "0123456789abcdef0123456789abcdef",
        "secret": "0123456789abcdef0123456789abcdef",
        "keys.json": #"{"keys": []}"#,
    ]

    @Test("what the group may read is good")
    func readable() async throws {
        let result = try await checkConfig(groupIsOwner: true, "chmod 0640 /srv/x/*; chmod 0750 /srv/x")
        #expect(result.succeeded, "\(result.error)")
        #expect(result.error == "")
    }

    @Test("without the unit's group nothing is asked for")
    func noUnit() async throws {
        #expect(try await checkConfig(groups: "", "chmod 0600 /srv/x/*").succeeded)
    }

    @Test(
        "a file that only root can read is a mistake, with the command that mends it",
        arguments: [
            ("bearerd.env", "--env-file"), ("ca.pem", "TLS_CA_FILE"), ("issuers.json", "ISSUERS_FILE"),
            ("nonce", "DPOP_NONCE_KEY_FILE"), ("secret", "ISSUERS_FILE at [0].hmac_secret_file"),
            ("keys.json", "ISSUERS_FILE at [1].jwks_file"),
        ]
    )
    func unreadable(file: String, setting: String) async throws {
        let result = try await checkConfig(groupIsOwner: true, "chmod 0640 /srv/x/*; chmod 0600 /srv/x/\(file)")
        #expect(result.ending == .exited(78))
        #expect(result.error.hasPrefix("bearerd: \(setting) is \"/srv/x/\(file)\""))
        let reason = "the unit's user can read; /srv/x/\(file) is root:root 0600"
        #expect(result.error.hasSuffix("\(reason): chgrp bearerd /srv/x/\(file) && chmod 0640 /srv/x/\(file)\n"))
        #expect(result.error.split(separator: "\n").count == 1)
        #expect(result.output.contains("ISSUERS_FILE=/srv/x/issuers.json"))
    }

    @Test(
        "a directory on the way counts, and what the unit does not see",
        arguments: [
            ("chmod 0700 /srv/x", "; /srv/x is root:root 0700: chgrp bearerd /srv/x && chmod g+x /srv/x"),
            (
                "mkdir /srv/y; mv /srv/x/ca.pem /srv/y; ln -s /srv/y/ca.pem /srv/x; chmod 0710 /srv; chmod 0 /srv/y",
                "; /srv/y is root:root 00: chgrp bearerd /srv/y && chmod g+x /srv/y"
            ),
            (
                "mount -t tmpfs none /home; cp /srv/x/ca.pem /home; ln -sf /home/ca.pem /srv/x/ca.pem",
                "; /home is hidden from the unit\n"
            ),
            (
                "echo JWKS_CACHE_DIR=/srv/keys >> /srv/x/bearerd.env; install -d -m 0777 /srv/keys",
                ": expected /var/cache/bearerd, the unit's own, which holds without the setting\n"
            ),
        ]
    )
    func directory(change: String, told: String) async throws {
        let result = try await checkConfig(groupIsOwner: true, "chmod 0640 /srv/x/*; \(change)")
        #expect(result.ending == .exited(78))
        #expect(result.error.contains(told), "\(result.error)")
    }

    @Test("the unit's own cache directory is its own")
    func cacheDirectory() async throws {
        let change = "echo JWKS_CACHE_DIR=/var/cache/bearerd >> /srv/x/bearerd.env"
        #expect(try await checkConfig(groupIsOwner: true, "chmod 0640 /srv/x/*; \(change)").succeeded)
    }

    /// Root of a namespace of its own sees a group file and a folder /srv/x of its own, with the files in it.
    private func checkConfig(
        groupIsOwner: Bool = false,
        groups: String? = nil,
        _ change: String
    ) async throws -> ProgramResult {
        try await withTemporaryFolder { folder in
            let groups = groups ?? "bearerd:x:\(groupIsOwner ? 0 : 977):\n"
            try "root:x:0:\n\(groups)".write(toFile: "\(folder)/group", atomically: false, encoding: .utf8)
            for (name, content) in Self.files {
                try content.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
            }
            let script = """
                set -e
                umask 022
                mount --bind \(folder)/group /etc/group
                mount -t tmpfs -o mode=0755 none /srv
                mkdir /srv/x
                cp \(Self.files.keys.map { "\(folder)/\($0)" }.joined(separator: " ")) /srv/x
                \(change)
                exec \(Project.bearerd) check-config --env-file /srv/x/bearerd.env
                """
            return try await Program(command: ["unshare", "--map-root-user", "--mount", "sh", "-c", script]).run()
        }
    }
}
