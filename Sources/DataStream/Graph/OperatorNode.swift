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
  /// The operator's kind, whatever the application calls it later.
  private let kind: String
  private var identity = OperatorIdentity()
  /// nil: the environment's.
  var parallelism: Int?
  var chaining = ChainingStrategy.always
  /// nil: the one that its inputs are in.
  var slotSharingGroup: String?
  /// The folder that it writes to.
  var output: OutputFolder?
  /// The folder that it watches for files to come.
  var watched: String?
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
    // The name of a source comes from the application and may tell the time.
    kind = name.hasPrefix("Source: ") ? "Source" : name
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
    OperatorDescription(
      id: id, uid: uid, name: name, outputType: outputType, formerUID: uid == placeUID ? nil : placeUID, kind: kind)
  }
}

/// The uids that an operator's state is kept under.
extension OperatorNode {
  /// The uid that the application gave the operator, or the one that follows from the operator it is a part of; else name and
  /// place.
  var uid: String { identity.given ?? identity.derived ?? placeUID }

  /// The uid of the operator that the application named: the operator itself, or the one that it is a part of.
  var familyUID: String { identity.whole?.uid ?? uid }

  /// The id of operators that no uid reaches.
  private var placeUID: String { "\(name)-\(id)" }

  /// Gives the operator a uid. Another one later is refused: the first would be lost.
  func give(uid: String) {
    guard let before = identity.given, before != uid else { return identity.given = uid }
    refusal = Failure(
      .user, "the operator '\(name)' is given two uids, '\(before)' and '\(uid)'",
      advice: "Give each operator one uid. What has no operator of its own, such as rebalance(), takes none.")
  }

  /// Makes the operator a part of another one, whose uid it shares from then on; the first whole counts.
  func becomePart(_ part: String, of whole: OperatorNode) {
    if identity.whole == nil { (identity.whole, identity.part) = (whole, part) }
  }

  private struct OperatorIdentity {
    var given: String?
    /// Weak, since the whole may read from its parts.
    weak var whole: OperatorNode?
    var part = ""

    var derived: String? { whole?.identity.given.map { "\($0) \(part)" } }
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
