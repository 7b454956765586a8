using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Workspace.Contract.Pages;

/// <summary>What stands on the page of the day: something that changed or that needs somebody, and what to do about it.</summary>
/// <param name="Weight">What comes first where there is no room for all: 0 to 100.</param>
/// <param name="Sign">Its sign, an icon's name.</param>
/// <param name="Title">What it is, in words.</param>
/// <param name="Text">Why it matters, in a sentence or two.</param>
/// <param name="Action">What to do, as a button says it.</param>
/// <param name="Href">Where that is: a path of ours, without the base it is mounted under.</param>
public sealed record TodayCard(int Weight, string Sign, string Title, string Text, string Action, string Href)
{
    /// <summary>The staff task that can be made of it, in words; null where it is none.</summary>
    public string? Task { get; init; }

    /// <summary>Whom it is about, the first of them: a name, and the path of her page.</summary>
    public IReadOnlyList<(string Name, string Href)> People { get; init; } = [];
}

/// <summary>Something that has cards for the page of the day; a module adds one as a service for each kind it knows.</summary>
public interface ITodayCards
{
    /// <summary>The scope that whoever sees them must have.</summary>
    string Asks { get; }

    /// <summary>Finds them; of indexed rows only, for the page is opened often.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="now">The time at hand.</param>
    Task<IReadOnlyList<TodayCard>> FindAsync(DbUnit unit, Instant now);
}
