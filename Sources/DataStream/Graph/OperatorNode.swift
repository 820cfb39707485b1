import DreyModel
public import TaskRuntime

/// An operator as the application defined it.
@usableFromInline
final class OperatorNode {
  /// One stream that an operator reads.
  @usableFromInline
  struct Input {
    let node: OperatorNode
    let shipping: Shipping
    /// Which of the operator's outputs: nil is the main one.
    let sideOutput: String?

    @usableFromInline init(node: OperatorNode, shipping: Shipping, sideOutput: String? = nil) {
      self.node = node
      self.shipping = shipping
      self.sideOutput = sideOutput
    }
  }

  @usableFromInline let id: Int
  var name: String
  var uid: String?
  /// nil: the environment's.
  var parallelism: Int?
  var chaining = ChainingStrategy.always
  /// nil: the one that its inputs are in.
  var slotSharingGroup: String?
  /// Of a source.
  @usableFromInline var boundedness: Boundedness?
  /// Why no job can have it.
  var refusal: Failure?
  let inputs: [Input]
  let outputType: String
  /// Adds the operator's typed code to the program; called once all operators that read from it have been lowered.
  let lower: (OperatorNode, inout Lowering) throws -> Void

  init(
    id: Int, name: String, inputs: [Input], outputType: String, parallelism: Int?,
    lower: @escaping (OperatorNode, inout Lowering) throws -> Void
  ) {
    self.id = id
    self.name = name
    self.inputs = inputs
    self.outputType = outputType
    self.parallelism = parallelism
    self.lower = lower
  }

  /// Holds a function as it is, so that it can be looked at.
  private struct Code { let lower: (OperatorNode, inout Lowering) throws -> Void }

  /// Tells what the operator's functions captured.
  func captures(_ reader: CaptureReader) -> CapturedValues? { reader.captured(by: Code(lower: lower)) }

  var description: OperatorDescription {
    OperatorDescription(id: id, uid: uid ?? "\(name)-\(id)", name: name, outputType: outputType)
  }
}

extension DataStream: UncapturedType {}
extension DataStream.Input: UncapturedType {}
extension OperatorNode.Input: UncapturedType {}

/// How records get to the operator that reads them.
@usableFromInline
enum Shipping: Sendable {
  /// Forward where both have the same parallelism, else one after the other.
  case automatic
  case forward
  case rebalance
  case rescale
  case shuffle
  case global
  case broadcast
  case custom
  case hash
}
