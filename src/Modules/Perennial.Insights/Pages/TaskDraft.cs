namespace Perennial.Insights.Pages;

/// <summary>A staff task that a page proposes; whoever makes it may change it first.</summary>
/// <param name="Title">What is to be done.</param>
/// <param name="Note">What else there is to know, such as where the list is.</param>
/// <param name="Back">Path of ours to which whoever made it is led back, without the base the shop is mounted under.</param>
internal sealed record TaskDraft(string Title, string Note, string Back);
