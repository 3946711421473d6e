// Who gets cache blocks, and who gives way when there are none.
extension Scheduler {
    /// Gives blocks to as many uncached prompts as fit the token budget, from the oldest on, and returns their slots. Nothing where the oldest
    /// waiting prompt is cached (its requests wait for rows or blocks) or has to wait for blocks itself.
    mutating func planPrefill() -> [Int] {
        guard let oldest = queue.first, !prefixes[oldest].isCached else { return [] }
        var planned: [Int] = []
        var tokens = 0
        var requests = 0
        for slot in queue where !prefixes[slot].isCached {
            let length = prefixes[slot].tokens.count
            let needed = blocks(for: length)
            if planned.isEmpty && rows.isEmpty {
                while pool.freeCount < needed, evictPrompt() {}
            } else {
                // The rows that run and those that come after this prefill will each want a block soon.
                guard pool.freeCount >= needed + rows.count + requests else { break }
            }
            if !planned.isEmpty && (tokens + length > configuration.prefillTokens || requests >= configuration.maximumRows) { break }
            guard let blocks = pool.allocate(needed) else { break }
            prefixes[slot].blocks = blocks
            if let group = prefixes[slot].group { joinable[PromptKey(group: group, tokens: prefixes[slot].tokens)] = nil }
            planned.append(slot)
            tokens += length
            requests += prefixes[slot].waiting.count
        }
        return planned
    }

    /// Every row gets the block that its next token needs.
    mutating func growRows() {
        var index = 0
        while index < rows.count {
            if rows[index].cached == rows[index].blocks.count * configuration.blockSize {
                guard let block = takeBlock() else {
                    let victim = youngestRow()
                    preempt(victim)
                    if victim < index { index -= 1 }
                    continue
                }
                rows[index].blocks.append(block)
            }
            index += 1
        }
    }

    private mutating func takeBlock() -> Int32? {
        repeat {
            if let block = pool.allocate() { return block }
        } while evictPrompt()
        return nil
    }

    /// Drops the youngest cached prompt that no row reads; it will be computed again. False where there is none.
    private mutating func evictPrompt() -> Bool {
        guard let slot = queue.last(where: { prefixes[$0].isCached && prefixes[$0].runningRows == 0 }) else { return false }
        pool.release(prefixes[slot].blocks)
        prefixes[slot].blocks = []
        return true
    }

    private func youngestRow() -> Int {
        var youngest = 0
        for row in rows.indices.dropFirst() {
            let age = (prefixes[prefixOfRow[row]].serial, rows[row].ticket)
            if age > (prefixes[prefixOfRow[youngest]].serial, rows[youngest].ticket) { youngest = row }
        }
        return youngest
    }

    /// Takes the row's blocks away and puts it back to the waiting, with its tokens.
    private mutating func preempt(_ row: Int) {
        var sequence = rows.remove(at: row)
        let slot = prefixOfRow.remove(at: row)
        pool.release(sequence.blocks)
        pool.release(prefixes[slot].blocks)
        prefixes[slot].runningRows -= 1
        sequence.blocks = []
        sequence.cached = 0
        preemptions += 1
        if prefixes[slot].waiting.isEmpty {
            let place = queue.firstIndex { prefixes[$0].serial > prefixes[slot].serial } ?? queue.endIndex
            queue.insert(slot, at: place)
        }
        let place = prefixes[slot].waiting.firstIndex { $0.ticket > sequence.ticket } ?? prefixes[slot].waiting.endIndex
        prefixes[slot].waiting.insert(sequence, at: place)
    }

    /// Frees the prompt's slot and blocks if no request needs it any more.
    mutating func releasePrompt(_ slot: Int) {
        guard prefixes[slot].waiting.isEmpty, prefixes[slot].runningRows == 0 else { return }
        pool.release(prefixes[slot].blocks)
        queue.removeAll { $0 == slot }
        if let group = prefixes[slot].group {
            let key = PromptKey(group: group, tokens: prefixes[slot].tokens)
            if joinable[key] == slot { joinable[key] = nil }
        }
        prefixes[slot] = Prefix(serial: -1, group: nil, tokens: [])
        freeSlots.append(slot)
    }
}
