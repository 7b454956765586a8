using Perennial.Kernel.Words;

namespace Perennial.Ui;

/// <summary>Words that every page has: the frame around it, and the parts it is made of.</summary>
public static class UiWords
{
    /// <summary>The words.</summary>
    public static WordBook Words { get; } = WordBook.Load(typeof(UiWords).Assembly);
}
