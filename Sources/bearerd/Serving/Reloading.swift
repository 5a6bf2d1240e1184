import FastCGI
import HTTP
import Logging
import Synchronization

/// Reads the settings anew when it is asked to, and has requests answered by them from then on; a mistake keeps the ones that
/// are in use.
final class Reloading: Sendable {
    private let source: SettingsSource
    private let atStart: SettingReader
    private let inUse: Mutex<Service>

    /// Begins with what the start has read, and made of it.
    init(_ source: SettingsSource, _ atStart: SettingReader, _ service: Service) {
        self.source = source
        self.atStart = atStart
        inUse = Mutex(service)
    }

    /// What answers requests now.
    var service: Service { inUse.withLock(\.self) }

    /// Reads the settings once. One call at a time.
    ///
    /// - Parameter swap: Puts a handler in the place of the one that is there, and returns when it answers every request.
    func reload(swap: (any Handler) async -> Void) async {
        // Also with settings that cannot be read: whoever rotates the file waits for nothing else.
        service.log.accessLog.audit?.reopen()
        do {
            let reading = try source.read()
            let service = service.successor(reading.settings)
            await swap(service.handler())
            inUse.withLock { $0 = service }
            tellOfRestart(reading.reader, service.logger)
            service.logSettings("settings read anew")
        } catch {
            tell(error)
        }
    }

    private func tell(_ failure: SettingsFailure) {
        let logger = service.logger
        for mistake in failure.mistakes {
            logger.error(
                "settings cannot be read anew, and stay as they are",
                metadata: ["mistake": .string(mistake)]
            )
        }
        for warning in failure.warnings { logger.warning("\(warning)") }
    }

    private func tellOfRestart(_ reader: SettingReader, _ logger: Logger) {
        for row in SettingTable.takenAtStart {
            let (old, new) = (atStart.text(row)?.value, reader.text(row)?.value)
            guard old != new else { continue }
            logger.warning(
                "a setting has changed that takes a restart",
                metadata: [
                    "setting": .string(row.name), "in_use": .string(old.map(row.shown) ?? ""),
                    "in_file": .string(new.map(row.shown) ?? ""),
                ]
            )
        }
    }
}
