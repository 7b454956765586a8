namespace Perennial.Ui.Shell;

/// <summary>What stands around a page: whose shop it is, who looks at it, and where she may go from here.</summary>
public interface IPageFrame
{
    /// <summary>Name of the shop; empty until it is set up.</summary>
    string ShopName { get; }

    /// <summary>Who is signed in; null for nobody.</summary>
    string? PersonName { get; }

    /// <summary>Her role, as she reads it; null for nobody.</summary>
    string? RoleName { get; }

    /// <summary>Sections that she may enter, with their pages.</summary>
    IReadOnlyList<MenuSection> Menu { get; }

    /// <summary>What she may do from anywhere, found by Ctrl-K.</summary>
    IReadOnlyList<MenuLink> Actions { get; }

    /// <summary>Whether this is the made-up shop.</summary>
    bool IsDemo { get; }

    /// <summary>Where the real shop is, seen from the made-up one: what a path of its begins with.</summary>
    string RealShop { get; }

    /// <summary><c>light</c> or <c>dark</c> where the reader chose; null to follow her system.</summary>
    string? Theme { get; }
}

/// <summary>The sections of the menu, in their order; at most eight.</summary>
public enum MenuPlace
{
    /// <summary>What changed, what needs me now.</summary>
    Today,

    /// <summary>Who they are.</summary>
    Customers,

    /// <summary>Who stays.</summary>
    Retention,

    /// <summary>Points, tiers, rewards.</summary>
    Loyalty,

    /// <summary>Messages and journeys.</summary>
    Campaigns,

    /// <summary>Surveys, cases, reviews.</summary>
    Feedback,

    /// <summary>What comes in and goes out.</summary>
    Data,

    /// <summary>How the shop is run.</summary>
    Settings,
}

/// <summary>A page in the menu; a module adds one as a service for each of its pages that stand there.</summary>
/// <param name="Place">Its section.</param>
/// <param name="Order">Where in it.</param>
/// <param name="Path">Its path, such as <c>/customers</c>.</param>
/// <param name="Title">Its name in the language at hand.</param>
/// <param name="Asks">The scope that whoever sees it must have; null for everybody who is signed in.</param>
/// <param name="OfWholeShop">Whether it is closed to people who are limited to stores.</param>
public sealed record MenuEntry(MenuPlace Place, int Order, string Path, Func<string> Title, string? Asks, bool OfWholeShop);

/// <summary>Something to do that is found by Ctrl-K beside the pages of the menu; a module adds one as a service for each.</summary>
/// <param name="Path">The page that begins it, such as <c>/imports/new</c>.</param>
/// <param name="Title">What it does, as an imperative in the language at hand.</param>
/// <param name="Asks">The scope that whoever finds it must have; null for everybody who is signed in.</param>
/// <param name="OfWholeShop">Whether it is closed to people who are limited to stores.</param>
public sealed record PaletteAction(string Path, Func<string> Title, string? Asks, bool OfWholeShop);

/// <summary>A section as it is shown.</summary>
/// <param name="Place">Which.</param>
/// <param name="Title">Its name.</param>
/// <param name="IsCurrent">Whether the page at hand is of it.</param>
/// <param name="Links">Its pages.</param>
public sealed record MenuSection(MenuPlace Place, string Title, bool IsCurrent, IReadOnlyList<MenuLink> Links)
{
    /// <summary>The section's sign.</summary>
    public string IconName => Place switch
    {
        MenuPlace.Today => "home",
        MenuPlace.Customers => "users",
        MenuPlace.Retention => "chart-line",
        MenuPlace.Loyalty => "gift",
        MenuPlace.Campaigns => "send",
        MenuPlace.Feedback => "message-circle",
        MenuPlace.Data => "database",
        _ => "settings",
    };

    /// <summary>The letter that leads to it after <c>g</c>: the same key in every language.</summary>
    public string Key => Place switch
    {
        MenuPlace.Today => "t",
        MenuPlace.Customers => "c",
        MenuPlace.Retention => "r",
        MenuPlace.Loyalty => "l",
        MenuPlace.Campaigns => "m",
        MenuPlace.Feedback => "f",
        MenuPlace.Data => "d",
        _ => "s",
    };
}

/// <summary>A page of a section.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Title">Its name.</param>
/// <param name="IsCurrent">Whether it is the page at hand.</param>
public sealed record MenuLink(string Path, string Title, bool IsCurrent);
