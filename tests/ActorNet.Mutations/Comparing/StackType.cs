using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace ActorNet.Mutations.Comparing;

/// <summary>What kind of value an instruction leaves for the next one: the same instructions test integers, truth values and objects.</summary>
internal static class StackType
{
    /// <summary>The instruction before those that leave 0; null if these do not.</summary>
    public static Instruction? BeforeZero(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Ldc_I4_0 => instruction.Previous,
        Code.Conv_I8 or Code.Conv_U8 when instruction.Previous.OpCode.Code == Code.Ldc_I4_0 => instruction.Previous.Previous,
        _ => null,
    };

    /// <summary>Whether it leaves an integer or a member of an enumeration; false if that is not known.</summary>
    public static bool IsInteger(Instruction instruction, MethodDefinition method) => instruction.OpCode.Code switch
    {
        Code.Add or Code.Sub or Code.Mul or Code.Div or Code.Rem or Code.Rem_Un or Code.Div_Un or Code.Shl or Code.Shr or Code.Shr_Un => true,
        Code.Conv_I4 or Code.Conv_I8 or Code.Conv_U4 or Code.Conv_U8 or Code.Conv_U1 or Code.Conv_I or Code.Conv_U => true,
        // Truth values are combined too, but not with a constant.
        Code.And or Code.Or => instruction.Previous.OpCode.Name.StartsWith("ldc.", StringComparison.Ordinal),
        Code.Ldelem_I1 or Code.Ldelem_I2 or Code.Ldelem_I4 or Code.Ldelem_I8 or Code.Ldelem_U2 or Code.Ldelem_U4 => true,
        _ => TypeOf(instruction, method) is { } type && IsInteger(type),
    };

    private static bool IsInteger(TypeReference type) => type.MetadataType switch
    {
        MetadataType.SByte or MetadataType.Byte or MetadataType.Int16 or MetadataType.UInt16 or MetadataType.Int32 or MetadataType.UInt32
            or MetadataType.Int64 or MetadataType.UInt64 or MetadataType.IntPtr or MetadataType.UIntPtr or MetadataType.Char => true,
        MetadataType.ValueType => type.Resolve() is { IsEnum: true },
        _ => false,
    };

    private static TypeReference? TypeOf(Instruction instruction, MethodDefinition method) => instruction.OpCode.Code switch
    {
        Code.Call or Code.Callvirt => ReturnTypeOf((MethodReference)instruction.Operand),
        Code.Ldfld or Code.Ldsfld => ((FieldReference)instruction.Operand).FieldType,
        Code.Ldloc or Code.Ldloc_S => ((VariableReference)instruction.Operand).VariableType,
        Code.Ldloc_0 or Code.Ldloc_1 or Code.Ldloc_2 or Code.Ldloc_3 => method.Body.Variables[instruction.OpCode.Code - Code.Ldloc_0].VariableType,
        Code.Ldarg or Code.Ldarg_S => ((ParameterReference)instruction.Operand).ParameterType,
        Code.Ldarg_0 or Code.Ldarg_1 or Code.Ldarg_2 or Code.Ldarg_3 => ArgumentOf(method, instruction.OpCode.Code - Code.Ldarg_0),
        _ => null,
    };

    private static TypeReference? ArgumentOf(MethodDefinition method, int index) =>
        method.HasThis ? index == 0 ? method.DeclaringType : method.Parameters[index - 1].ParameterType : method.Parameters[index].ParameterType;

    private static TypeReference ReturnTypeOf(MethodReference called) => called.ReturnType switch
    {
        GenericParameter { Type: GenericParameterType.Type, Position: var position } when called.DeclaringType is GenericInstanceType type => type.GenericArguments[position],
        GenericParameter { Type: GenericParameterType.Method, Position: var position } when called is GenericInstanceMethod generic => generic.GenericArguments[position],
        var type => type,
    };
}
