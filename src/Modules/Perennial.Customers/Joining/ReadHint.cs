using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Ids;

namespace Perennial.Customers.Joining;

/// <summary>A hint as it was understood.</summary>
/// <param name="Hint">As it was given.</param>
/// <param name="Id">The explicit id.</param>
/// <param name="Identifiers">Its identifiers, the strongest first: external, card, e-mail, phone.</param>
/// <param name="Problems">What cannot be read.</param>
internal sealed record ReadHint(CustomerHint Hint, Guid? Id, IReadOnlyList<Identifier> Identifiers, IReadOnlyList<FieldProblem> Problems)
{
    private const string Prefix = "cus";

    public static ReadHint Of(CustomerHint hint, string shopCountry)
    {
        var problems = new List<FieldProblem>();
        var identifiers = new List<Identifier>(4);
        Guid? id = null;
        if (!string.IsNullOrWhiteSpace(hint.Id))
        {
            id = PublicId.TryRead(Prefix, hint.Id.Trim(), out var read) ? read : null;
            if (id is null)
            {
                problems.Add(new FieldProblem("id", "id.malformed"));
            }
        }

        External(hint, identifiers, problems);
        Add(IdentifierKind.Card, hint.Card, "card");
        Add(IdentifierKind.Email, hint.Email, "email");
        Add(IdentifierKind.Phone, hint.Phone, "phone");
        return new ReadHint(hint, id, identifiers, problems);

        void Add(IdentifierKind kind, string? text, string field)
        {
            if (!string.IsNullOrWhiteSpace(text) &&
                IdentifierReader.Read(kind, text, Country(hint) ?? shopCountry, field, problems) is { } identifier)
            {
                identifiers.Add(identifier);
            }
        }
    }

    /// <summary>A new customer's row; what is no language or country is left out, since an order must not fail for it.</summary>
    public ProfileRow Row(Guid id, JoinSource source, NodaTime.Instant now) => new()
    {
        Id = id, Name = Name, Language = Language, Country = Country(Hint), Source = source.Code, Created = now, Updated = now,
    };

    /// <summary>Fills what an earlier hint of the same new customer left open.</summary>
    public void FillGaps(ProfileRow row)
    {
        row.Name ??= Name;
        row.Language ??= Language;
        row.Country ??= Country(Hint);
    }

    private string? Name => CleanText.Of(Hint.Name, ProfileRules.NameCharsMax);

    private string? Language => Hint.Language is null ? null : ProfileRules.Language(Hint.Language);

    private static string? Country(CustomerHint hint) => hint.Country is null ? null : ProfileRules.Country(hint.Country);

    private static void External(CustomerHint hint, List<Identifier> identifiers, List<FieldProblem> problems)
    {
        // A system without an id says nothing; an id without a system could be anybody's.
        if (string.IsNullOrWhiteSpace(hint.ExternalId))
        {
            return;
        }

        if (IdentifierReader.External(hint.ExternalSystem ?? "", hint.ExternalId) is { } value)
        {
            identifiers.Add(Identifier.Of(IdentifierKind.External, value));
        }
        else
        {
            problems.Add(new FieldProblem("external_id", "external_id.malformed"));
        }
    }
}
