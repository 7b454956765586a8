using Perennial.Customers.Profiles;

namespace Perennial.Customers.Merging;

/// <summary>
/// The fields of a profile by name, so that a gap can be filled, noted and opened again: <c>name</c>,
/// <c>attribute:colour</c>, <c>tag:vip</c>.
/// </summary>
internal static class ProfileField
{
    private const string Attribute = "attribute:";
    private const string Tag = "tag:";

    private static readonly Dictionary<string, (Func<ProfileRow, string?> Get, Action<ProfileRow, string?> Set)> Plain =
        new(StringComparer.Ordinal)
        {
            ["birthday"] = (r => r.Birthday, (r, v) => r.Birthday = v),
            ["country"] = (r => r.Country, (r, v) => r.Country = v),
            ["family_name"] = (r => r.FamilyName, (r, v) => r.FamilyName = v),
            ["given_name"] = (r => r.GivenName, (r, v) => r.GivenName = v),
            ["language"] = (r => r.Language, (r, v) => r.Language = v),
            ["name"] = (r => r.Name, (r, v) => r.Name = v),
        };

    /// <summary>All that is known of a customer, in a fixed order.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(ProfileRow row) =>
    [
        .. Plain.Where(p => p.Value.Get(row) is not null).Select(p => KeyValuePair.Create(p.Key, p.Value.Get(row)!)),
        .. row.Attributes.Select(a => KeyValuePair.Create(Attribute + a.Key, a.Value)),
        .. row.Tags.Select(t => KeyValuePair.Create(Tag + t.Key, t.Value)),
    ];

    /// <summary>A field's value; null where it is not known.</summary>
    public static string? Get(ProfileRow row, string field) => Plain.TryGetValue(field, out var plain)
        ? plain.Get(row)
        : Named(row, field).GetValueOrDefault(Name(field));

    /// <summary>Sets a field, or opens it.</summary>
    public static void Set(ProfileRow row, string field, string? value)
    {
        if (Plain.TryGetValue(field, out var plain))
        {
            plain.Set(row, value);
        }
        else if (value is null)
        {
            Named(row, field).Remove(Name(field));
        }
        else
        {
            Named(row, field)[Name(field)] = value;
        }
    }

    /// <summary>Whether there is room for one more of the field's kind.</summary>
    public static bool HasRoom(ProfileRow row, string field) => Plain.ContainsKey(field) ||
        Named(row, field).Count < (field.StartsWith(Tag, StringComparison.Ordinal) ? ProfileRules.TagsMax : ProfileRules.AttributesMax);

    private static SortedDictionary<string, string> Named(ProfileRow row, string field) =>
        field.StartsWith(Tag, StringComparison.Ordinal) ? row.Tags : row.Attributes;

    private static string Name(string field) => field[(field.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
