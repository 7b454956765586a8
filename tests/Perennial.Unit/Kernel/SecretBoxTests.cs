using System.Text;
using Perennial.Kernel.Secrets;

namespace Perennial.Unit.Kernel;

/// <summary>Secrets that must be usable again open with their key, for their purpose, unchanged, or not at all.</summary>
public sealed class SecretBoxTests
{
    private static readonly byte[] KeyA = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly byte[] KeyB = [.. Enumerable.Repeat((byte)2, 32)];
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("whsec_something");

    [Fact]
    public void A_secret_opens_for_what_it_was_closed_for()
    {
        var box = new AesSecretBox(KeyA);
        var closed = box.Seal(Secret, "webhook:1");
        box.Open(closed, "webhook:1").ShouldBe(Secret);
        box.Seal(Secret, "webhook:1").ShouldNotBe(closed);
        Encoding.Latin1.GetString(closed).ShouldNotContain("something");
        Should.Throw<SecretUnreadableException>(() => box.Open(closed, "webhook:2"));
    }

    [Fact]
    public void A_secret_that_was_changed_anywhere_does_not_open()
    {
        var box = new AesSecretBox(KeyA);
        var closed = box.Seal(Secret, "webhook:1");
        for (var i = 0; i < closed.Length; i++)
        {
            closed[i] ^= 1;
            Should.Throw<SecretUnreadableException>(() => box.Open(closed, "webhook:1"));
            closed[i] ^= 1;
        }

        Should.Throw<SecretUnreadableException>(() => box.Open(closed.AsSpan(0, 20), "webhook:1"));
    }

    [Fact]
    public void Many_threads_use_one_box()
    {
        var box = new AesSecretBox(KeyA);
        var opened = Enumerable.Range(0, 20_000).AsParallel().WithDegreeOfParallelism(4)
            .Count(i => box.Open(box.Seal(Secret, $"{i}"), $"{i}").AsSpan().SequenceEqual(Secret));
        opened.ShouldBe(20_000);
    }

    [Fact]
    public void A_new_key_stands_before_the_old_one_and_both_open()
    {
        var old = new AesSecretBox(KeyA);
        var both = new AesSecretBox(KeyB, KeyA);
        var young = new AesSecretBox(KeyB);
        both.Open(old.Seal(Secret, "x"), "x").ShouldBe(Secret);
        young.Open(both.Seal(Secret, "x"), "x").ShouldBe(Secret);
        Should.Throw<SecretUnreadableException>(() => young.Open(old.Seal(Secret, "x"), "x"));
    }

    [Fact]
    public void A_key_file_is_made_once_and_its_owner_alone_reads_it()
    {
        var folder = Directory.CreateTempSubdirectory("perennial-key-");
        var path = Path.Combine(folder.FullName, "secrets.key");
        AesSecretBox.MakeFile(path).ShouldBeTrue();
        AesSecretBox.MakeFile(path).ShouldBeFalse();
        var first = AesSecretBox.FromFile(path);
        var second = AesSecretBox.FromFile(path);
        second.Open(first.Seal(Secret, "x"), "x").ShouldBe(Secret);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.WriteAllText(path, "no key");
        Should.Throw<SecretUnreadableException>(() => AesSecretBox.FromFile(path));
        File.WriteAllText(path, "");
        Should.Throw<SecretUnreadableException>(() => AesSecretBox.FromFile(path));
        folder.Delete(recursive: true);
    }
}
