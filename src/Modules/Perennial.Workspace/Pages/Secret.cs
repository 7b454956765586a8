namespace Perennial.Workspace.Pages;

/// <summary>Something that is told this once and is to be copied; drawn by <c>_Secret.cshtml</c>.</summary>
/// <param name="Id">Id of the field.</param>
/// <param name="Label">What it is.</param>
/// <param name="Text">The text to copy.</param>
internal sealed record Secret(string Id, string Label, string Text);
