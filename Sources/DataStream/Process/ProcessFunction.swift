public import StreamRecords
public import TaskRuntime

/// A function that is called for every record of a stream without keys: it can emit to side outputs and look at the time.
///
/// ```swift
/// struct Split: ProcessFunction {
///   static let rejected = OutputTag<String>("rejected")
///   func processElement(_ line: String, _ context: ProcessContext, _ out: inout Emitter<Int>) {
///     if let number = Int(line) { out.emit(number) } else { context.output(Self.rejected, line) }
///   }
/// }
/// let numbers = lines.process(Split())
/// numbers.getSideOutput(Split.rejected).print("rejected")
/// ```
/// Each subtask has a function of its own, on its own thread. An error that the function throws fails the job.
public protocol ProcessFunction<Input, Output>: SendableMetatype {
  associatedtype Input: StreamCodable
  associatedtype Output: StreamCodable

  /// Is called for every record.
  mutating func processElement(_ element: Input, _ context: ProcessContext, _ out: inout Emitter<Output>) throws
}

/// What a function learns about the record that it is called for; valid during the call.
public struct ProcessContext {
  @usableFromInline let core: ProcessCore<Bool>

  @inlinable init(_ core: ProcessCore<Bool>) { self.core = core }

  /// The event time of the record in milliseconds since 1970 began (UTC); nil where it has none.
  @inlinable public var timestamp: Int? { core.moment.pointee.timestamp }

  /// No record follows that happened at this time or before; `Int.min` as long as nothing is known.
  public var currentWatermark: Int { core.watermark.current }

  /// The machine's time in milliseconds since 1970 began (UTC).
  public var currentProcessingTime: Int { core.clock.currentProcessingTime }

  /// Emits a record to a side output, from which ``DataStream/getSideOutput(_:)`` reads.
  @inlinable public func output<Side>(_ tag: OutputTag<Side>, _ record: Side) {
    core.sideOutputs.emit(record, to: tag, timestamp: core.moment.pointee.timestamp)
  }
}

extension DataStream {
  /// Calls a copy of a function in each subtask, see ``ProcessFunction``.
  ///
  /// ```swift
  /// lines.process(Split()).print()
  /// ```
  @inlinable public func process<Function: ProcessFunction & Sendable>(
    _ function: Function
  ) -> DataStream<Function.Output> where Function.Input == Record {
    transform("Process") { context, next in
      let core = try ProcessCore<Bool>(context)
      let driver = ProcessDriver(core, function, next: next)
      let firing = driver.firing { _, _, _ in }
      let functionContext = ProcessContext(core)
      return Output(
        batch: { batch in
          try driver.processWithoutKey(batch) { function, record, out in
            try function.pointee.processElement(record, functionContext, &out)
          }
        },
        signal: driver.signals(firing, next: next.signal))
    }
  }

  /// Calls a closure for every record, which can emit to side outputs and look at the time.
  ///
  /// ```swift
  /// lines.process(to: Int.self) { line, context, out in
  ///   if let number = Int(line) { out.emit(number) } else { context.output(rejected, line) }
  /// }
  /// ```
  @inlinable public func process<Out: StreamCodable>(
    to type: Out.Type = Out.self,
    _ processElement: @escaping @Sendable (Record, ProcessContext, inout Emitter<Out>) throws -> Void
  ) -> DataStream<Out> { process(ClosureProcessFunction(body: processElement)) }
}

/// A process function that is made of a closure.
@usableFromInline
struct ClosureProcessFunction<Input: StreamCodable, Output: StreamCodable>: ProcessFunction, Sendable {
  @usableFromInline let body: @Sendable (Input, ProcessContext, inout Emitter<Output>) throws -> Void

  @inlinable init(body: @escaping @Sendable (Input, ProcessContext, inout Emitter<Output>) throws -> Void) {
    self.body = body
  }

  @inlinable func processElement(_ element: Input, _ context: ProcessContext, _ out: inout Emitter<Output>) throws {
    try body(element, context, &out)
  }
}
