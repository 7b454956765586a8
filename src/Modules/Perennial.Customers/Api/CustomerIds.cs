using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Customers.Api;

/// <summary>Ids of this module as they stand in paths and bodies.</summary>
internal static class CustomerIds
{
    public const string Customer = "cus";
    public const string Merge = "mrg";
    public const string Note = "nte";
    public const string Consent = "cns";
    public const string ConsentText = "ctx";

    /// <summary>What use cases are given.</summary>
    public static CustomersParts Parts(this ApiCall call) => call.Get<CustomersServices>().Parts;

    /// <summary>The customer that the path names; one that is no id is nobody's.</summary>
    public static Result<Guid> CustomerNamed(this ApiCall call) =>
        PublicId.TryRead(Customer, call.Route("id"), out var id) ? id : Refusals.NotFound;
}

/// <summary>Stable codes of kinds of identifiers.</summary>
internal static class IdentifierCodes
{
    /// <summary>The code of a kind.</summary>
    public static string Of(IdentifierKind kind) => kind switch
    {
        IdentifierKind.Email => "email",
        IdentifierKind.Phone => "phone",
        IdentifierKind.Card => "card",
        IdentifierKind.External => "external",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The kind of a code; 0, which is none, for any other text.</summary>
    public static IdentifierKind Read(string code) => code switch
    {
        "email" => IdentifierKind.Email,
        "phone" => IdentifierKind.Phone,
        "card" => IdentifierKind.Card,
        "external" => IdentifierKind.External,
        _ => default,
    };
}
