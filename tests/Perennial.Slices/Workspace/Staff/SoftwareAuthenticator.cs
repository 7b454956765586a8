using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Perennial.Slices.Workspace.Staff;

/// <summary>A passkey as a phone would make it: a P-256 key, attestation "none" (WebAuthn level 3, sections 6.1 and 6.5).</summary>
internal sealed class SoftwareAuthenticator(string origin) : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(32);
    private byte[] user = [];
    private uint used;

    /// <summary>Whether the finger was asked for.</summary>
    public bool IsVerified { get; set; } = true;

    public string Create(string options)
    {
        var wanted = JsonNode.Parse(options)!;
        user = Base64Url.DecodeFromChars((string)wanted["user"]!["id"]!);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        var cose = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cose.WriteStartMap(5);
        foreach (var (label, value) in ((int, int)[])[(1, 2), (3, -7), (-1, 1)])
        {
            cose.WriteInt32(label);
            cose.WriteInt32(value);
        }

        cose.WriteInt32(-2);
        cose.WriteByteString(parameters.Q.X!);
        cose.WriteInt32(-3);
        cose.WriteByteString(parameters.Q.Y!);
        cose.WriteEndMap();
        byte[] length = [0, (byte)id.Length];
        var data = Data((string)wanted["rp"]!["id"]!, isNew: true, [.. new byte[16], .. length, .. id, .. cose.Encode()]);
        var attestation = new CborWriter(CborConformanceMode.Ctap2Canonical);
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(data);
        attestation.WriteEndMap();
        return Credential(new JsonObject
        {
            ["attestationObject"] = Base64Url.EncodeToString(attestation.Encode()),
            ["clientDataJSON"] = Base64Url.EncodeToString(Client("webauthn.create", wanted)),
            ["transports"] = new JsonArray("internal"),
        });
    }

    public string Get(string options)
    {
        var wanted = JsonNode.Parse(options)!;
        var (data, client) = (Data((string)wanted["rpId"]!, isNew: false, []), Client("webauthn.get", wanted));
        return Credential(new JsonObject
        {
            ["authenticatorData"] = Base64Url.EncodeToString(data), ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["signature"] = Base64Url.EncodeToString(key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = Base64Url.EncodeToString(user),
        });
    }

    public void Dispose() => key.Dispose();

    private byte[] Data(string host, bool isNew, byte[] credential)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, ++used);
        var flags = (byte)(1 | (IsVerified ? 4 : 0) | (isNew ? 64 : 0));
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(host)), flags, .. counter, .. credential];
    }

    private byte[] Client(string type, JsonNode wanted) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = type, ["challenge"] = (string)wanted["challenge"]!, ["origin"] = origin, ["crossOrigin"] = false,
    }.ToJsonString());

    private string Credential(JsonObject response) => new JsonObject
    {
        ["id"] = Base64Url.EncodeToString(id), ["rawId"] = Base64Url.EncodeToString(id), ["type"] = "public-key", ["response"] = response,
        ["clientExtensionResults"] = new JsonObject(), ["authenticatorAttachment"] = "platform",
    }.ToJsonString();
}
