using System.Globalization;
using System.Runtime.CompilerServices;
using NodaTime.Text;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Profiles;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;

namespace Perennial.Customers.Api;

/// <summary>A customer as she is shown. What is unknown is left out.</summary>
internal sealed record CustomerBody(string Id, long Version, DateTimeOffset Created, DateTimeOffset Updated)
{
    public string? Name { get; set; }

    public string? GivenName { get; set; }

    public string? FamilyName { get; set; }

    public string? Language { get; set; }

    public string? Country { get; set; }

    public string? Birthday { get; set; }

    public string Source { get; set; } = "";

    public IReadOnlyDictionary<string, string> Attributes { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<string> Tags { get; set; } = [];

    public IReadOnlyList<IdentifierShown> Identifiers { get; set; } = [];

    public static CustomerBody Of(CustomerProfile profile, KeyedHash hash) =>
        new(PublicId.Write(CustomerIds.Customer, profile.Id), profile.Version, profile.Created.ToDateTimeOffset(), profile.Updated.ToDateTimeOffset())
        {
            Name = profile.Name, GivenName = profile.GivenName, FamilyName = profile.FamilyName, Language = profile.Language,
            Country = profile.Country, Birthday = profile.Birthday is { } day ? LocalDatePattern.Iso.Format(day) : null, Source = profile.Source,
            Attributes = profile.Attributes, Tags = profile.Tags, Identifiers = [.. profile.Identifiers.Select(i => IdentifierShown.Of(i, hash))],
        };
}

/// <summary>An identifier with an id of its own, so that addresses stand in no path.</summary>
internal sealed record IdentifierShown(string Id, string Kind, string Value)
{
    public static IdentifierShown Of(CustomerIdentifier identifier, KeyedHash hash) =>
        new(IdOf(identifier, hash), IdentifierCodes.Of(identifier.Kind), identifier.Value);

    /// <summary>The same for the same identifier, and of no use without the shop's key.</summary>
    public static string IdOf(CustomerIdentifier identifier, KeyedHash hash) =>
        PublicId.Write("idn", Guid.ParseExact(hash.Of("id:" + Identifier.Of(identifier).Key)[..32], "N"));
}

/// <summary>
/// What is told of a customer that was written: no more, since answers are kept for whoever repeats a request and must hold
/// nothing personal.
/// </summary>
internal sealed record CustomerWritten(string Id, long Version)
{
    public static Answer Of(CustomerProfile profile, int status) =>
        Answer.Of(new CustomerWritten(PublicId.Write(CustomerIds.Customer, profile.Id), profile.Version),
            CustomersJson.Api.CustomerWritten, status) with
        {
            ETag = profile.Version.ToString(CultureInfo.InvariantCulture),
        };
}

/// <summary>An identifier as it is sent.</summary>
internal sealed record IdentifierGiven
{
    public required string Kind { get; set; }

    public required string Value { get; set; }

    public CustomerIdentifier Read() => new(IdentifierCodes.Read(Kind), Value);
}

/// <summary>A new customer as she is sent.</summary>
internal sealed record CreateCustomerRequest
{
    public string? Name { get; set; }

    public string? GivenName { get; set; }

    public string? FamilyName { get; set; }

    public string? Language { get; set; }

    public string? Country { get; set; }

    public string? Birthday { get; set; }

    public IReadOnlyDictionary<string, string?> Attributes { get; set; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    public IReadOnlyList<string?> Tags { get; set; } = [];

    public IReadOnlyList<IdentifierGiven?> Identifiers { get; set; } = [];

    /// <summary>Where she became known, as a code.</summary>
    public string Source { get; set; } = "api";

    public ProfileFields Fields() => new()
    {
        Name = Name, GivenName = GivenName, FamilyName = FamilyName, Language = Language, Country = Country, Birthday = Birthday,
        Attributes = Attributes.ToDictionary(a => a.Key, a => a.Value ?? "", StringComparer.Ordinal), Tags = [.. Tags.Select(t => t ?? "")],
    };
}

/// <summary>
/// What is to be changed of a customer: what is left out stays, null takes it away. Attributes are changed one by one, tags as a
/// whole.
/// </summary>
internal sealed class ChangeCustomerRequest
{
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    public string? Name { get; set => field = Told(value); }

    public string? GivenName { get; set => field = Told(value); }

    public string? FamilyName { get; set => field = Told(value); }

    public string? Language { get; set => field = Told(value); }

    public string? Country { get; set => field = Told(value); }

    public string? Birthday { get; set => field = Told(value); }

    public IReadOnlyDictionary<string, string?>? Attributes { get; set => field = Told(value); }

    public IReadOnlyList<string?>? Tags { get; set => field = Told(value); }

    /// <summary>All that is known once this is changed.</summary>
    public ProfileFields Over(ProfileRow old) => new()
    {
        Name = Either(nameof(Name), Name, old.Name), GivenName = Either(nameof(GivenName), GivenName, old.GivenName),
        FamilyName = Either(nameof(FamilyName), FamilyName, old.FamilyName), Language = Either(nameof(Language), Language, old.Language),
        Country = Either(nameof(Country), Country, old.Country), Birthday = Either(nameof(Birthday), Birthday, old.Birthday),
        Attributes = AttributesOver(old),
        Tags = told.Contains(nameof(Tags)) ? [.. (Tags ?? []).Select(t => t ?? "")] : [.. old.Tags.Values],
    };

    private T Told<T>(T value, [CallerMemberName] string name = "")
    {
        told.Add(name);
        return value;
    }

    private string? Either(string name, string? given, string? old) => told.Contains(name) ? given : old;

    private Dictionary<string, string> AttributesOver(ProfileRow old)
    {
        if (told.Contains(nameof(Attributes)) && Attributes is null)
        {
            return [];
        }

        var kept = new Dictionary<string, string>(old.Attributes, StringComparer.Ordinal);
        foreach (var (name, value) in Attributes ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            kept[name] = value ?? "";
        }

        return kept;
    }
}
