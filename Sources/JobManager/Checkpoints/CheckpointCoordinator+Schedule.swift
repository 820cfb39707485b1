import DreyModel

// When what is taken, and what is given up since it takes too long.
extension CheckpointCoordinator {
  mutating func requested(_ request: SavepointRequest) {
    guard operations[request.id] == nil else { return }
    guard let run else { return refuse(request, "is not running") }
    guard !run.runningSources.isEmpty else { return refuse(request, "has read all its input and is about to end") }
    guard !isEndingJob else { return refuse(request, "is being stopped") }
    operations[request.id] = .inProgress
    waiting.append(request)
  }

  private mutating func refuse(_ request: SavepointRequest, _ why: String) {
    operations[request.id] = .failed(
      Failure(.usage, "no \(request.kind.noun) of job '\(graph.name)' can be taken: it \(why)"))
  }

  /// Begins what is due, gives up what takes too long, and asks to be woken when there is more to do.
  mutating func advance(_ now: Int) {
    for each in pending where now >= each.deadline {
      abort(each.id, Failure(.timeout, "it took longer than \(settings.timeout) ms"), now)
    }
    giveUpStalled(now)
    beginNext(now)
    askForWakeUp(now)
  }

  /// Milliseconds that a subtask has for a checkpoint when its input has ended.
  static let stallTime = 1000

  /// Those that cannot be completed make room for one that can.
  private mutating func giveUpStalled(_ now: Int) {
    guard let stall = run?.stall, now >= stall.until else { return }
    run?.stall = nil
    for each in pending where each.id <= stall.id && each.parts[stall.subtask] == nil && each.phase == .running {
      drop(each, "the input of subtask \(name(stall.subtask)) had ended", now)
    }
  }

  /// What somebody asked for, and what lets a subtask end, is taken when nothing else is under way.
  private mutating func beginNext(_ now: Int) {
    guard let run, pending.isEmpty || waiting.isEmpty else { return }
    if !waiting.isEmpty {
      let request = waiting.removeFirst()
      if run.runningSources.isEmpty {
        refuse(request, "has read all its input and is about to end")
        return beginNext(now)
      }
      if request.cancelsJob { cancelling = request.id }
      return begin(request.kind, folder: folder(of: request), request: request.id, now)
    }
    let isFinalDue = pending.isEmpty && run.isFinalWanted && now >= run.nextFinal
    let isPeriodicDue = mayBeginPeriodic && run.nextPeriodic.map { now >= $0 } ?? false
    guard isFinalDue || isPeriodicDue, let jobFolder else { return }
    begin(.checkpoint, folder: "\(jobFolder)/\(CheckpointFolder.prefix)\(nextID)", request: nil, now)
  }

  private var mayBeginPeriodic: Bool {
    !isEndingJob && waiting.isEmpty && pending.count < settings.maxConcurrent && run?.runningSources.isEmpty == false
  }

  private mutating func askForWakeUp(_ now: Int) {
    var times = pending.map(\.deadline)
    if let run {
      if !pending.isEmpty, let stall = run.stall { times.append(stall.until) }
      if pending.isEmpty, run.isFinalWanted, jobFolder != nil { times.append(max(now, run.nextFinal)) }
      if mayBeginPeriodic, let periodic = run.nextPeriodic { times.append(periodic) }
    }
    guard let next = times.min(), wakeUpAt.map({ next < $0 }) ?? true else { return }
    wakeUpAt = next
    actions.append(.wakeUp(after: max(1, next - now)))
  }
}
