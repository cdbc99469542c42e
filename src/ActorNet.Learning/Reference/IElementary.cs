using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Reference;

/// <summary>
/// The elementary functions over one number type: for float this library's, which determine the weights; for double the platform's, which
/// do not.
/// </summary>
internal interface IElementary<T>
{
    static abstract T Exp(T x);
    static abstract T Log(T x);
    static abstract T Sigmoid(T x);
    static abstract T Tanh(T x);
    static abstract T Softplus(T x);
}

internal readonly struct SingleElementary : IElementary<float>
{
    public static float Exp(float x) => Elementary.Exp(x);
    public static float Log(float x) => Elementary.Log(x);
    public static float Sigmoid(float x) => Elementary.Sigmoid(x);
    public static float Tanh(float x) => Elementary.Tanh(x);
    public static float Softplus(float x) => Elementary.Softplus(x);
}

internal readonly struct DoubleElementary : IElementary<double>
{
    public static double Exp(double x) => double.Exp(x);
    public static double Log(double x) => double.Log(x);
    public static double Sigmoid(double x) => 1 / (1 + double.Exp(-x));
    public static double Tanh(double x) => double.Tanh(x);
    public static double Softplus(double x) => double.Max(x, 0) + double.LogP1(double.Exp(-double.Abs(x)));
}
