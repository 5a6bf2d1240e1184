import Testing

/// What `check-config --nginx` says about a configuration is held against what nginx does with it.
@Suite("Every door of a configuration", .serialized, .doorServers)
struct DoorsTests {
    /// A line of the output.
    private struct Row {
        let server: String
        let location: String
        let verdict: String
        let reason: String

        init?(_ line: Substring) {
            let columns = line.split(separator: /\ {2,}/)
            guard columns.count == 4 else { return nil }
            (server, location) = (String(columns[0]), String(columns[1]))
            (verdict, reason) = (String(columns[2]), String(columns[3]))
        }
    }

    @Test("there are enough configurations, and each has a name of its own")
    func names() {
        #expect(DoorCase.all.count >= 60)
        #expect(Set(DoorCase.all.map(\.name)).count == DoorCase.all.count)
    }

    @Test("what is said of a configuration is what nginx does with it", arguments: DoorCase.all)
    func agree(configuration: DoorCase) async throws {
        let servers = try #require(DoorServers.current)
        let result = try await servers.check(configuration)
        #expect(result.ending == .exited(configuration.mistake == nil ? 0 : 78), "\(result.error)")
        #expect(result.error.contains(configuration.mistake ?? ""), "\(result.error)")
        if configuration.mistake == nil { #expect(result.error == "") }
        try await checkRequests(configuration, servers)
        try await checkDoors(result.output, configuration, servers)
    }

    /// Where a way around the guard was found, nginx takes it, and where none was found, it takes none.
    private func checkRequests(_ configuration: DoorCase, _ servers: DoorServers) async throws {
        let ports = try #require(servers.ports[configuration.name])
        let isOpen = try await reaches(configuration.requests, ports.port)
        let isOpenWithoutBearerd = try await reaches(configuration.requests, ports.portWithoutBearerd)
        switch configuration.outcome {
        case .closed, .refused: #expect(!isOpen && !isOpenWithoutBearerd)
        case .meant, .around: #expect(isOpen)
        case .aroundWithoutBearerd: #expect(!isOpen && isOpenWithoutBearerd)
        case .forged:
            #expect(!isOpen && !isOpenWithoutBearerd)
            let token = try await servers.deployment.token()
            let request = DoorRequest("GET", "/x", "Authorization: Bearer \(token)", "X-User: admin")
            #expect(try await request.reachesApplication(port: ports.port)?.contains("subject=admin") == true)
        }
    }

    /// Every door is listed, as what a request without a token finds it to be.
    private func checkDoors(_ output: String, _ configuration: DoorCase, _ servers: DoorServers) async throws {
        let ports = try #require(servers.ports[configuration.name])
        let lines = output.split(separator: "\n")
        let rows = lines.compactMap(Row.init)
        #expect(rows.count == lines.count - 1)
        // As many as are written, beside those of the guard's own files.
        let written = (configuration.server + configuration.http).matches(of: /\blocation [^{]+\{/).count
        let listed = rows.filter { $0.reason.contains("/\(ports.port).conf:") && !$0.location.contains(" if (") }
        #expect(listed.count >= written)
        for row in rows where !configuration.unreachable.contains(row.location) {
            try await check(row, configuration, ports)
        }
    }

    private func check(_ row: Row, _ configuration: DoorCase, _ ports: DoorServers.Ports) async throws {
        let request = configuration.doors[row.location] ?? DoorRequest(label: row.location, server: row.server)
        guard let request else {
            Issue.record("there is no request for \(row.location)")
            return
        }
        // When bearerd is stopped, what it would answer itself is for the server's pages.
        for port in row.verdict == "bearerd" ? [ports.port] : [ports.port, ports.portWithoutBearerd] {
            let isOpen = try await request.reachesApplication(port: port) != nil
            if row.verdict == "OPEN" {
                #expect(isOpen, "\(row)")
            } else {
                // Refused or judged, unless a mistake was found.
                #expect(configuration.mistake != nil || !isOpen, "\(row)")
            }
        }
    }

    private func reaches(_ requests: [DoorRequest], _ port: UInt16) async throws -> Bool {
        var isOpen = false
        for request in requests {
            if try await request.reachesApplication(port: port) != nil { isOpen = true }
        }
        return isOpen
    }
}

extension DoorRequest {
    /// A request for a location without an expression; for a location that only nginx goes to, its name as a path.
    fileprivate init?(label: String, server: String) {
        guard let word = label.split(separator: " ").last, !label.contains(/(^|[^\^])~/), !label.contains("if (") else {
            return nil
        }
        let name = server.split(separator: " ").last ?? ""
        let host = name.hasPrefix("name") ? "api.example.com" : String(name)
        let target = word.hasPrefix("@") ? "/\(word)" : String(word)
        self.init("GET", label == "(no location)" ? "/nothing" : target, host: host)
    }
}
