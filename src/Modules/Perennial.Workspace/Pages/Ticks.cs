namespace Perennial.Workspace.Pages;

/// <summary>A field of a form in which several things can be ticked; drawn by <c>_Ticks.cshtml</c>.</summary>
/// <param name="Name">Its name; problems stand under the same.</param>
/// <param name="Legend">Its name for people.</param>
/// <param name="Options">What can be ticked.</param>
/// <param name="Chosen">What is.</param>
internal sealed record Ticks(string Name, string Legend, IReadOnlyList<TickOption> Options, IReadOnlyCollection<string> Chosen);

/// <summary>Something to tick.</summary>
/// <param name="Value">What is sent.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Help">What it means; null where the name says it.</param>
internal sealed record TickOption(string Value, string Label, string? Help = null);
