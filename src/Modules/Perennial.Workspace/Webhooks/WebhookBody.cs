using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>What goes out: <c>{"type":"order.changed","timestamp":"…","data":{…}}</c>.</summary>
internal static class WebhookBody
{
    /// <summary>The body of a payload; made once and kept, so that every attempt sends the same bytes.</summary>
    public static string Write(WebhookPayload payload, Instant happened)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", payload.Type);
            json.WriteString("timestamp", InstantPattern.ExtendedIso.Format(happened));
            json.WritePropertyName("data");
            json.WriteRawValue(payload.Data);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>The payload of an event that no module has a richer one for.</summary>
    public static WebhookPayload AsItIs(OutboxEvent news) => new(TypeOf(news.Name), news.Body, StoreOf(news.Body));

    /// <summary>The public name of an event: without version, the deed behind a dot: <c>order_placed.v1</c> is <c>order.placed</c>.</summary>
    public static string TypeOf(string eventName)
    {
        var version = eventName.LastIndexOf(".v", StringComparison.Ordinal);
        var name = version > 0 && eventName.AsSpan(version + 2) is { Length: > 0 } number && !number.ContainsAnyExceptInRange('0', '9')
            ? eventName[..version]
            : eventName;
        var deed = name.LastIndexOf('_');
        return deed > 0 && !name.Contains('.', StringComparison.Ordinal) ? $"{name[..deed]}.{name[(deed + 1)..]}" : name;
    }

    private static string? StoreOf(string body)
    {
        using var read = JsonDocument.Parse(body);
        return read.RootElement.ValueKind == JsonValueKind.Object && read.RootElement.TryGetProperty("store", out var store) &&
            store.ValueKind == JsonValueKind.String
            ? store.GetString()
            : null;
    }
}
