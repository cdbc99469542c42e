using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace ActorNet.Mutations.Comparing;

/// <summary>Which instructions compare, and how each is flipped.</summary>
internal static class ComparingCode
{
    /// <summary>Each ordering with the one that differs for equal operands, as branches.</summary>
    private static readonly Dictionary<Code, OpCode> Branches = new()
    {
        [Code.Blt] = OpCodes.Ble, [Code.Ble] = OpCodes.Blt, [Code.Bgt] = OpCodes.Bge, [Code.Bge] = OpCodes.Bgt,
        [Code.Blt_Un] = OpCodes.Ble_Un, [Code.Ble_Un] = OpCodes.Blt_Un, [Code.Bgt_Un] = OpCodes.Bge_Un, [Code.Bge_Un] = OpCodes.Bgt_Un,
        [Code.Beq] = OpCodes.Bne_Un, [Code.Bne_Un] = OpCodes.Beq, [Code.Brtrue] = OpCodes.Brfalse, [Code.Brfalse] = OpCodes.Brtrue,
    };

    /// <summary>a &lt; b becomes not a &gt; b. With operands that are no numbers the result may be another than that of a &lt;= b.</summary>
    private static readonly Dictionary<Code, OpCode> Orderings = new()
    {
        [Code.Clt] = OpCodes.Cgt, [Code.Cgt] = OpCodes.Clt, [Code.Clt_Un] = OpCodes.Cgt_Un, [Code.Cgt_Un] = OpCodes.Clt_Un,
    };

    private static readonly Dictionary<string, string> Operators = new()
    {
        ["op_LessThan"] = "op_LessThanOrEqual", ["op_LessThanOrEqual"] = "op_LessThan",
        ["op_GreaterThan"] = "op_GreaterThanOrEqual", ["op_GreaterThanOrEqual"] = "op_GreaterThan",
    };

    private static readonly string[] Equalities = ["op_Equality", "op_Inequality", "Equals", "SequenceEqual"];

    /// <summary>How an instruction is flipped; null if it compares nothing.</summary>
    public static Flip? FlipOf(Instruction instruction, MethodDefinition method)
    {
        var code = Long(instruction.OpCode.Code);
        switch (code)
        {
            case Code.Ceq or Code.Cgt_Un when instruction.Previous.OpCode.Code == Code.Ldnull:
                return null; // whether an object is there
            case Code.Beq or Code.Bne_Un:
                return Flip.Negation;
            case Code.Brtrue or Code.Brfalse:
                return StackType.IsInteger(instruction.Previous, method) ? Flip.Negation : null;
            case Code.Ceq:
                // "not" is a comparison with 0, too.
                return StackType.BeforeZero(instruction.Previous) is { } negated && !StackType.IsInteger(negated, method) ? null : Flip.Negation;
            case Code.Cgt_Un when StackType.BeforeZero(instruction.Previous) is { } tested:
                return StackType.IsInteger(tested, method) ? Flip.Negation : null;
            case Code.Call or Code.Callvirt when instruction.Operand is MethodReference { ReturnType.MetadataType: MetadataType.Boolean, Name: var name }:
                return Operators.ContainsKey(name) ? Flip.Boundary : Equalities.Contains(name) ? Flip.Negation : null;
            default:
                return Branches.ContainsKey(code) || Orderings.ContainsKey(code) ? Flip.Boundary : null;
        }
    }

    /// <summary>Flips the comparison in an assembly's file.</summary>
    public static void Apply(Comparison comparison, string path)
    {
        using var assembly = ComparisonFinder.Open(path, withSymbols: false);
        var method = (MethodDefinition)assembly.MainModule.LookupToken((int)comparison.Token);
        var instruction = method.Body.Instructions.Single(each => each.Offset == comparison.Offset);
        method.Body.SimplifyMacros(); // short jumps may become too short
        Apply(instruction, comparison.Flip, method.Body.GetILProcessor());
        method.Body.OptimizeMacros();
        assembly.Write(path);
    }

    private static void Apply(Instruction instruction, Flip flip, ILProcessor code)
    {
        if (Branches.TryGetValue(instruction.OpCode.Code, out var branch))
        {
            instruction.OpCode = branch;
        }
        else if (flip == Flip.Boundary && instruction.Operand is MethodReference called)
        {
            var other = new MethodReference(Operators[called.Name], called.ReturnType, called.DeclaringType);
            foreach (var parameter in called.Parameters)
                other.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
            instruction.Operand = other;
        }
        else
        {
            if (flip == Flip.Boundary)
                instruction.OpCode = Orderings[instruction.OpCode.Code];
            var zero = code.Create(OpCodes.Ldc_I4_0);
            code.InsertAfter(instruction, zero);
            code.InsertAfter(zero, code.Create(OpCodes.Ceq));
        }
    }

    /// <summary>A short jump's code, as that of the long one.</summary>
    private static Code Long(Code code) => code is >= Code.Br_S and <= Code.Blt_Un_S ? code - Code.Br_S + Code.Br : code;
}
