import OAuth
import SharedStore

extension MetricsPage {
    /// What is denied, wherever that is said.
    mutating func addDenyList() {
        guard state.denyFile != nil || state.store != nil else { return }
        page.add("bearerd_deny_list_lines", .gauge, "Lines of the deny-list, by where they are from.") { family in
            if let file = state.denyFile { family.sample(["source": "file"], file.list.count) }
            if let store = state.store { family.sample(["source": "store"], store.denied.list.count) }
        }
        guard let file = state.denyFile else { return }
        page.add("bearerd_deny_file_unreadable", .gauge, "1 while the deny-list's file does not count, else 0.") {
            $0.sample(file.failure == nil ? 0 : 1)
        }
    }

    /// How the store is, where there is one.
    mutating func addStore() {
        guard let shared = state.store else { return }
        let store = shared.client.state
        page.add("bearerd_store_up", .gauge, "1 while the store (REDIS_URL) can be asked, else 0.") {
            $0.sample(store.absence == nil ? 1 : 0)
        }
        page.add("bearerd_store_commands_total", .counter, "Commands for the store, by what became of them.") {
            family in
            family.sample(["outcome": "answered"], store.answered)
            family.sample(["outcome": "failed"], store.failed)
        }
        page.add("bearerd_store_commands_waiting", .gauge, "Commands that wait for the store's answer.") {
            $0.sample(store.waiting)
        }
        page.add("bearerd_deny_list_loaded", .gauge, "1 if the store's deny-list, or a copy, was ever read, else 0.") {
            $0.sample(shared.denied.list.isLoaded ? 1 : 0)
        }
    }
}
