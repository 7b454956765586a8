using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Perennial.Customers.Identifiers;
using Perennial.Kernel;

namespace Perennial.Customers.Profiles;

/// <summary>What people and programs say of a customer, as they write it. Null and blank mean unknown.</summary>
internal sealed record ProfileFields
{
    public string? Name { get; init; }

    public string? GivenName { get; init; }

    public string? FamilyName { get; init; }

    public string? Language { get; init; }

    public string? Country { get; init; }

    /// <summary>As ISO 8601 has it.</summary>
    public string? Birthday { get; init; }

    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>What may be said of a customer.</summary>
internal static class ProfileRules
{
    public const int NameCharsMax = 200;
    public const int AttributesMax = 100;
    public const int TagsMax = 100;
    public const int AttributeBytesMax = 1_024;
    private const int AttributeNameCharsMax = 64;
    private const int TagCharsMax = 64;
    private const int BirthYearMin = 1900;

    /// <summary>The row of the fields; every problem is added, in a fixed order.</summary>
    public static ProfileRow Read(ProfileFields fields, LocalDate today, List<FieldProblem> problems) => new()
    {
        Name = Name(fields.Name, "name", problems),
        GivenName = Name(fields.GivenName, "givenName", problems),
        FamilyName = Name(fields.FamilyName, "familyName", problems),
        Language = Code(fields.Language, Language, "language", "language.malformed", problems),
        Country = Code(fields.Country, Country, "country", "country.malformed", problems),
        Birthday = Code(fields.Birthday, text => Birthday(text, today), "birthday", "birthday.malformed", problems),
        Attributes = Attributes(fields.Attributes, problems),
        Tags = Tags(fields.Tags, problems),
    };

    /// <summary>ISO 639 of a language such as <c>ro</c> or <c>ro-MD</c>; null for none.</summary>
    public static string? Language(string text)
    {
        var code = text.Trim().Split('-', '_')[0].ToLowerInvariant();
        return code.Length is 2 or 3 && code.All(char.IsAsciiLetterLower) ? code : null;
    }

    /// <summary>ISO 3166 of a country; null for none.</summary>
    public static string? Country(string text)
    {
        var code = text.Trim().ToUpperInvariant();
        return code.Length == 2 && code.All(char.IsAsciiLetterUpper) ? code : null;
    }

    private static string? Birthday(string text, LocalDate today) =>
        LocalDatePattern.Iso.Parse(text.Trim()) is { Success: true, Value: var day } && day.Year >= BirthYearMin && day <= today
            ? text.Trim()
            : null;

    private static string? Name(string? text, string field, List<FieldProblem> problems)
    {
        var name = text?.Trim() ?? "";
        if (name.Length > NameCharsMax)
        {
            problems.Add(new FieldProblem(field, "name.too_long", NameCharsMax.ToString(CultureInfo.InvariantCulture)));
        }
        else if (!CleanText.Is(name))
        {
            problems.Add(new FieldProblem(field, "name.malformed"));
        }

        return name.Length == 0 ? null : name;
    }

    private static string? Code(string? text, Func<string, string?> read, string field, string code, List<FieldProblem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var value = read(text);
        if (value is null)
        {
            problems.Add(new FieldProblem(field, code));
        }

        return value;
    }

    private static SortedDictionary<string, string> Attributes(IReadOnlyDictionary<string, string> given, List<FieldProblem> problems)
    {
        var kept = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in given.Where(a => !string.IsNullOrWhiteSpace(a.Value)))
        {
            kept[name] = value;
            if (name.Length is 0 or > AttributeNameCharsMax || !name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or ' '))
            {
                problems.Add(new FieldProblem("attributes", "attribute.malformed"));
            }
            else if (Encoding.UTF8.GetByteCount(value) > AttributeBytesMax)
            {
                problems.Add(new FieldProblem("attributes." + name, "attribute.too_long", $"{AttributeBytesMax}"));
            }
            else if (!CleanText.Is(value, lines: true))
            {
                problems.Add(new FieldProblem("attributes." + name, "attribute.malformed"));
            }
        }

        if (kept.Count > AttributesMax)
        {
            problems.Add(new FieldProblem("attributes", "attributes.too_many", $"{AttributesMax}"));
        }

        return kept;
    }

    private static SortedDictionary<string, string> Tags(IReadOnlyList<string> given, List<FieldProblem> problems)
    {
        var kept = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (i, tag) in given.Select(t => t.Trim()).Index())
        {
            if (tag.Length is 0 or > TagCharsMax || !CleanText.Is(tag) || SearchKey.Fold(tag).Length == 0)
            {
                problems.Add(new FieldProblem($"tags[{i}]", "tag.malformed"));
            }
            else
            {
                kept.TryAdd(SearchKey.Fold(tag), tag);
            }
        }

        if (kept.Count > TagsMax)
        {
            problems.Add(new FieldProblem("tags", "tags.too_many", $"{TagsMax}"));
        }

        return kept;
    }
}
