namespace Perennial.Workspace.Contract.Pages;

/// <summary>
/// A page for people who are signed in, and what it asks of their role. A page that says neither this nor <see cref="OpenPageAttribute"/>
/// answers nobody.
/// </summary>
/// <param name="scope">One of <see cref="Scopes"/>; null for everybody who is signed in.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AsksAttribute(string? scope = null) : Attribute
{
    /// <summary>The scope; null for everybody who is signed in.</summary>
    public string? Scope { get; } = scope;

    /// <summary>Whether it is closed to people who are limited to stores.</summary>
    public bool OfWholeShop { get; init; }
}

/// <summary>A page for everybody, signed in or not: signing in, the first start.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OpenPageAttribute : Attribute;
