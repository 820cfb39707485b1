/// Makes one stream of signals out of those of the inputs of an operator that has several.
public final class SignalMerge {
  private var valve: WatermarkValve
  private let target: (Signal) throws -> Void

  /// - Parameter target: takes the signals of all inputs together.
  public init(inputs: Int, into target: @escaping (Signal) throws -> Void) {
    valve = WatermarkValve(channels: inputs)
    self.target = target
  }

  /// What takes the signals of one input, which are counted from 0.
  public func input(_ index: Int) -> (Signal) throws -> Void {
    { signal in
      switch signal {
      // Each input is told, and there is one output.
      case .flush, .barrier: if index == 0 { try self.target(signal) }
      default: for signal in self.valve.receive(signal, from: index) { try self.target(signal) }
      }
    }
  }
}
