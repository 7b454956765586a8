namespace Perennial.Ui.Shell;

/// <summary>What a browser keeps of its reader's choices; neither says who she is.</summary>
public static class ReaderCookies
{
    /// <summary><c>light</c> or <c>dark</c>; <c>page.js</c> sets it.</summary>
    public const string Theme = "theme";

    /// <summary>Code of a language.</summary>
    public const string Language = "lang";
}
