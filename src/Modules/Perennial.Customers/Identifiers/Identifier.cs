using Perennial.Customers.Contract;

namespace Perennial.Customers.Identifiers;

/// <summary>An identifier with the key under which it is one customer's.</summary>
/// <param name="Key"><c>e:ana@example.com</c>, <c>p:+40722111222</c>, <c>c:1234</c>, <c>x:shopify:77</c>.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Value">What stands behind the kind.</param>
internal sealed record Identifier(string Key, IdentifierKind Kind, string Value)
{
    public static Identifier Of(IdentifierKind kind, string value) => new(Letter(kind) + ":" + value, kind, value);

    public static Identifier Of(CustomerIdentifier identifier) => Of(identifier.Kind, identifier.Value);

    /// <summary>The system of an external id, with its colon: what two ids of one system have in common.</summary>
    public string System => Value[..(Value.IndexOf(':', StringComparison.Ordinal) + 1)];

    public CustomerIdentifier Shown => new(Kind, Value);

    private static string Letter(IdentifierKind kind) => kind switch
    {
        IdentifierKind.Email => "e", IdentifierKind.Phone => "p", IdentifierKind.Card => "c", IdentifierKind.External => "x",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
