public import DreyModel
public import StreamRecords

/// Reads a subtask's input to its end and hands it to the operators that it is for.
///
/// A subtask has an input for each stream that its first operator reads, and an input may come along several edges.
public final class InputReader {
  private struct Input {
    let consume: (InputPacket) throws -> Void
    let encode: InFlightRecords.Encode
    let signal: (Signal) throws -> Void
    var valve: WatermarkValve
  }

  private let context: SubtaskContext
  private let gate: InputGate
  private var inputs: [Input] = []
  /// By channel of the gate: the input that it belongs to, and its place there.
  private var places: [Int: (input: Int, channel: Int)] = [:]
  private var alignment = BarrierAlignment(channels: 0)
  /// When the first barrier of a checkpoint came that has not come along all channels, in microseconds.
  private var alignmentStart = 0

  /// - Throws: ``Failure`` where the subtask has no input.
  public init(_ context: SubtaskContext) throws(Failure) {
    guard let gate = context.gate else {
      throw Failure(.infrastructure, "'\(context.vertex.name)' has no input to read")
    }
    self.context = context
    self.gate = gate
  }

  /// Adds an input that comes along `edges`.
  @inlinable public func add<Record: StreamCodable>(edges: [Int], into output: Output<Record>) {
    let emitter = EmitterCell(output)
    add(
      edges: edges, consume: { packet in try packet.deliver(to: output, emitter) },
      encode: { packet, writer in try packet.encode(as: Record.self, into: &writer) }, signal: output.signal)
  }

  @usableFromInline func add(
    edges: [Int], consume: @escaping (InputPacket) throws -> Void,
    encode: @escaping (InputPacket, inout ByteWriter) throws -> Void, signal: @escaping (Signal) throws -> Void
  ) {
    let channels = edges.flatMap { context.channels(ofEdge: $0) }
    for (index, channel) in channels.enumerated() { places[channel] = (inputs.count, index) }
    inputs.append(
      Input(consume: consume, encode: encode, signal: signal, valve: WatermarkValve(channels: channels.count)))
  }

  /// Reads until all inputs have ended.
  /// - Throws: what an operator throws, or why the input cannot be had to its end.
  public func run() throws {
    let timers = context.processingTime
    let meter = context.monitor.meter
    let signals = inputs.map(\.signal)
    context.flushRegularly { for signal in signals { try signal(.flush) } }
    let checkpoints = context.checkpoints
    alignment = BarrierAlignment(channels: places.count)
    checkpoints.onAbort { [unowned self] id in if alignment.abort(id) { gate.unblockAll() } }
    try recordInFlight()
    while true {
      try timers.fireDueTimers()
      if checkpoints.isBusy { try checkpoints.work() }
      switch try gate.next(within: checkpoints.isBusy ? 0 : timers.millisecondsToNextTimer, meter) {
      case .packet(.signal(.barrier(let barrier)), let channel):
        if let last = try follow(alignment.receive(barrier.trigger, from: channel), channel) { return try endJob(last) }
      case .packet(.signal(let signal), let channel):
        try take(signal, channel)
        guard signal == .endOfInput else { continue }
        if let last = try follow(alignment.end(channel), channel) { return try endJob(last) }
      case .packet(let packet, let channel):
        meter.read(records: packet.recordCount, bytes: packet.byteCount)
        try inputs[places[channel]?.input ?? 0].consume(InputPacket(packet))
      case .nothing: continue
      case .end: return
      }
    }
  }

  /// Does what the barriers that have come ask for.
  /// - Returns: the savepoint that ends the job, once it has come along all channels.
  private func follow(_ outcome: BarrierAlignment.Outcome, _ channel: Int) throws -> CheckpointTrigger? {
    switch outcome {
    case .nothing: return nil
    case .wait(let isFirst, let trigger):
      if isFirst {
        gate.unblockAll()
        alignmentStart = Microseconds.now
        try overtakeSoon(trigger)
      }
      if context.checkpoints.isAligned, alignment.isAwaiting(trigger) { gate.block(channel) }
      return nil
    case .complete(let trigger):
      gate.unblockAll()
      let duration = places.count > 1 ? (Microseconds.now - alignmentStart) / 1000 : 0
      for input in inputs { try input.signal(.barrier(CheckpointBarrier(trigger))) }
      context.checkpoints.begin(trigger, alignment: duration)
      return trigger.kind.endsJob ? trigger : nil
    }
  }

  // Barriers that overtake.

  /// What was on its way at the checkpoint that this attempt goes on from comes first, and what is at the next ones is kept.
  private func recordInFlight() throws {
    let encoders = places.mapValues { inputs[$0.input].encode }
    let inFlight = InFlightRecords(gate, channels: places.count) { encoders[$0] }
    try context.checkpoints.register(inFlight: inFlight, of: context.vertex.operators.first?.uid ?? "")
    context.checkpoints.onOrder { [unowned self] trigger in try overtakeSoon(trigger) }
  }

  private func overtakeSoon(_ trigger: CheckpointTrigger) throws {
    guard let timeout = context.checkpoints.alignedTimeout(of: trigger) else { return }
    guard timeout > 0 else { return try overtake(trigger) }
    let timers = context.processingTime
    timers.registerTimer(at: timers.currentProcessingTime + timeout) { [unowned self] _ in
      // It may have been given up meanwhile.
      if context.checkpoints.isOrdered(trigger) || alignment.isAwaiting(trigger) { try overtake(trigger) }
    }
  }

  private func overtake(_ trigger: CheckpointTrigger) throws {
    guard let isDone = alignment.overtake(trigger) else { return }
    gate.unblockAll()
    context.checkpoints.recordInFlight(trigger.id, except: isDone)
    for input in inputs { try input.signal(.barrier(CheckpointBarrier(trigger))) }
    context.checkpoints.begin(trigger, isOvertaking: true)
  }

  private func endJob(_ trigger: CheckpointTrigger) throws {
    try context.checkpoints.awaitCompletion(of: trigger)
    try context.checkpoints.sendEndings()
  }

  private func take(_ signal: Signal, _ channel: Int) throws {
    guard let place = places[channel] else { return }
    for signal in inputs[place.input].valve.receive(signal, from: place.channel) {
      try inputs[place.input].signal(signal)
    }
  }
}
