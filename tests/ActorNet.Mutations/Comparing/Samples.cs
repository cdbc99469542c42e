namespace ActorNet.Mutations.Comparing;

/// <summary>Comparisons of all kinds, for the tests: each method has one, and is flipped in a copy of this assembly.</summary>
internal static class Samples
{
    public static bool Below(int one, int other) => one < other;

    public static bool NotBelow(int one, int other) => one >= other;

    public static int BelowAsBranch(int one, int other)
    {
        if (one < other)
            return 1;
        return 0;
    }

    public static bool BelowAsNumbers(double one, double other) => one < other;

    public static bool NotAboveAsNumbers(double one, double other) => one <= other;

    public static bool BelowUnsigned(uint one, uint other) => one < other;

    public static bool LaterAsTimes(TimeSpan one, TimeSpan other) => one > other;

    public static bool Equal(int one, int other) => one == other;

    public static bool EqualTexts(string one, string other) => one == other;

    public static int ZeroAsBranch(int number)
    {
        if (number == 0)
            return 1;
        return 0;
    }

    public static bool IsNotZero(long number) => number != 0;

    public static int InLoop(int[] numbers)
    {
        var sum = 0;
        foreach (var number in numbers)
            sum += number > 2 ? number : 0;
        return sum;
    }

    /// <summary>No comparisons.</summary>
    public static bool None(object? thing, bool isTrue, bool isFalse) => thing is not null && isTrue && !isFalse;
}
