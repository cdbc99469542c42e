using ActorNet.Pictures.Charts;

namespace ActorNet.Lessons.Pages;

/// <summary>Where a lesson writes its output, piece by piece: a terminal, or a page of the documentation.</summary>
internal interface ILessonPage
{
    void BeginStep(string title);

    void Text(string paragraph);

    /// <summary>Formulas in the field's notation with their values, one per line.</summary>
    void Formula(params ReadOnlySpan<string> lines);

    /// <summary>Numbers are formatted by the lesson. Each row has as many cells as there are headers.</summary>
    void Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows);

    void Chart(LineChart chart);

    /// <summary>A sequence diagram, in time order.</summary>
    void Messages(IEnumerable<LessonMessage> messages);
}

/// <summary>An arrow of a sequence diagram.</summary>
internal sealed record LessonMessage(string From, string To, string Text);
