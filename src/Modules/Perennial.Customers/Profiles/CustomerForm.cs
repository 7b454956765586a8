using Perennial.Kernel;

namespace Perennial.Customers.Profiles;

/// <summary>What is known of a customer as a form has it: lists are a line each.</summary>
internal sealed class CustomerForm
{
    public string? Name { get; set; }

    public string? GivenName { get; set; }

    public string? FamilyName { get; set; }

    public string? Language { get; set; }

    public string? Country { get; set; }

    public string? Birthday { get; set; }

    /// <summary>Tags, a line each.</summary>
    public string? Tags { get; set; }

    /// <summary>Attributes, <c>name: value</c> in a line each.</summary>
    public string? Attributes { get; set; }

    public static CustomerForm Of(Contract.CustomerProfile profile) => new()
    {
        Name = profile.Name, GivenName = profile.GivenName, FamilyName = profile.FamilyName, Language = profile.Language,
        Country = profile.Country, Birthday = profile.Birthday is { } day ? Kernel.Words.Shown.Iso(day) : null,
        Tags = string.Join('\n', profile.Tags),
        Attributes = string.Join('\n', profile.Attributes.Select(a => $"{a.Key}: {a.Value.ReplaceLineEndings(" ")}")),
    };

    /// <summary>The fields as the use cases take them; of attributes in several lines, which one line cannot hold, those that were not touched stay.</summary>
    /// <param name="known">Attributes as they are.</param>
    public ProfileFields Fields(IReadOnlyDictionary<string, string> known) => new()
    {
        Name = Name, GivenName = GivenName, FamilyName = FamilyName, Language = Language, Country = Country, Birthday = Birthday,
        Tags = [.. Lines(Tags)], Attributes = AttributesOver(known),
    };

    /// <summary>A field of the use cases as the form calls it.</summary>
    public static FieldProblem Placed(FieldProblem problem) => problem with
    {
        Field = problem.Field.Split('.', '[')[0] switch
        {
            "givenName" => nameof(GivenName), "familyName" => nameof(FamilyName), "language" => nameof(Language), "country" => nameof(Country),
            "birthday" => nameof(Birthday), "tags" => nameof(Tags), "attributes" => nameof(Attributes), "name" => nameof(Name), var other => other,
        },
    };

    private static IEnumerable<string> Lines(string? text) =>
        (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private Dictionary<string, string> AttributesOver(IReadOnlyDictionary<string, string> known)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Lines(Attributes))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? ("", line) : (line[..colon].Trim(), line[(colon + 1)..].Trim());
            given[name] = known.TryGetValue(name, out var old) && old.ReplaceLineEndings(" ").Trim() == value ? old : value;
        }

        return given;
    }
}
