namespace ActorNet.Learning.Matrices;

/// <summary>A number as a type: a constant to the JIT when it compiles a generic kernel.</summary>
internal interface ISize
{
    static abstract int Value { get; }
}

internal readonly struct Size1 : ISize { public static int Value => 1; }
internal readonly struct Size2 : ISize { public static int Value => 2; }
internal readonly struct Size3 : ISize { public static int Value => 3; }
internal readonly struct Size4 : ISize { public static int Value => 4; }
internal readonly struct Size8 : ISize { public static int Value => 8; }
