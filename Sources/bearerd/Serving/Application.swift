import FastCGI
import Files
import Logging
import UnixSignals

/// Puts everything together and runs it.
struct Application {
    /// `FASTCGI_LISTEN` is an address, but not one that can be had.
    struct UnusableAddress: Error {
        let reason: String
    }

    /// `AUDIT_LOG` is not one that can be written.
    struct UnusableAuditLog: Error {
        let reason: String
    }

    private let source: SettingsSource
    private let reading: SettingsSource.Reading
    private let log: Log
    private let process: ProcessRecord
    private var settings: Settings { reading.settings }

    /// Serves by what was read from `source`.
    init(_ source: SettingsSource, _ reading: SettingsSource.Reading) {
        self.source = source
        self.reading = reading
        let settings = reading.settings
        process = ProcessRecord(settings)
        log = Log(
            level: settings.logLevel,
            format: settings.logFormat,
            refusalsLogged: settings.refusalsLogged,
            counts: process.counts?.requests
        )
    }

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Throws: ``UnusableAddress`` when it cannot listen where it should, ``UnusableAuditLog`` when it cannot record what it
    ///   decides, ``Store/Unusable`` when it must not use its store, `ListenError` when it cannot serve.
    func run() async throws {
        let audit = try auditLog()
        try log.start()
        try audit?.start()
        var logAtEnd = log
        do { logAtEnd = try await serve(log.auditing(audit)) } catch {
            await audit?.finish()
            await log.finish()
            throw error
        }
        await audit?.finish()
        await logAtEnd.finish()
    }

    private func auditLog() throws(UnusableAuditLog) -> AuditLog? {
        guard let target = settings.auditLog else { return nil }
        do throws(FileRefusal) { return AuditLog(try target.open(), logger: log.logger) } catch {
            throw UnusableAuditLog(reason: error.description)
        }
    }

    /// - Returns: The log in use at the end.
    private func serve(_ log: Log) async throws -> Log {
        // By default a hang-up would end the process.
        let hangUps = await UnixSignalsSequence(trapping: .sighup)
        let listener = try Listener.inherited() ?? ownListener()
        let place = listener.description
        let service = try Service(settings, log, process)
        try await service.store?.settle()
        let reloading = Reloading(source, reading.reader, service)
        var fields: Logger.Metadata = [
            "listener": .string(place), "workers": .stringConvertible(settings.server.workers),
        ]
        for (name, text) in Build.current.fields { fields[name] = .string(text) }
        reloading.service.logSettings("serving", fields)
        let server = Server(
            listener: listener,
            configuration: settings.server,
            handler: reloading.service.handler(),
            onEvent: { reloading.service.events.log($0) }
        )
        process.server.set(server)
        let reloads = Task {
            for await _ in hangUps {
                ServiceManager.notifyReloading()
                await reloading.reload { await server.replaceHandler(with: $0) }
                ServiceManager.notify("READY=1")
            }
        }
        let watch = Task { await Watchdog()?.run { await Watchdog.visit(server, reloading.service) } }
        let looks = Task { [process] in
            guard let counts = process.counts else { return }
            await counts.history.run { StatusSample(process, counts.requests) }
        }
        defer {
            reloads.cancel()
            watch.cancel()
            looks.cancel()
        }
        try await server.runUntilSignalled { reloading.service.logger.notice("stopping") }
        reloading.service.logger.notice("stopped")
        return reloading.service.log
    }

    private func ownListener() throws(UnusableAddress) -> Listener {
        do { return try Listener(settings.listen, socketMode: settings.socketMode) } catch {
            throw UnusableAddress(reason: error.reason)
        }
    }
}
