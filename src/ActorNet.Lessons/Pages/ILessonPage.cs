using ActorNet.Pictures.Charts;

namespace ActorNet.Lessons.Pages;

/// <summary>What a lesson is told to, piece by piece, as it goes: a terminal, or a page of the documentation.</summary>
internal interface ILessonPage
{
    /// <summary>Begins a step.</summary>
    void BeginStep(string title);

    /// <summary>A paragraph.</summary>
    void Text(string paragraph);

    /// <summary>Lines of formulas in the field's notation, each with its values.</summary>
    void Formula(params ReadOnlySpan<string> lines);

    /// <summary>A table; numbers are formatted by the lesson.</summary>
    /// <param name="headers">What stands above the columns.</param>
    /// <param name="rows">The rows, of as many cells.</param>
    void Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows);

    /// <summary>A picture.</summary>
    void Chart(LineChart chart);

    /// <summary>Who tells whom what, in order of time.</summary>
    void Messages(IEnumerable<LessonMessage> messages);
}

/// <summary>An arrow of a sequence diagram.</summary>
/// <param name="From">Who sends.</param>
/// <param name="To">Who receives.</param>
/// <param name="Text">What is sent.</param>
internal sealed record LessonMessage(string From, string To, string Text);
