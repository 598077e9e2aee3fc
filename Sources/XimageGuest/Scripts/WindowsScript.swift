/// The collector for Windows: a PowerShell script that changes nothing and prints one JSON document.
package enum WindowsScript {
    /// For PowerShell 3.0 and later. Wants to run as administrator.
    package static let text = #"""
        # Collects facts about this server for ximage: disks, volumes, SAN policy, drivers. Run it as administrator.
        # It changes nothing, writes no file, reads no secret, and prints one JSON document:
        #   powershell -NoProfile -ExecutionPolicy Bypass -File collect.ps1 > facts.json
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        try { [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false } catch { }
        $outputs = [ordered]@{}

        function Add-Output([string]$name, [scriptblock]$command) {
          try {
            $text = (& $command | Out-String).Trim()
            $outputs[$name] = @{ status = 0; text = $text }
          } catch [System.Management.Automation.CommandNotFoundException] {
            $outputs[$name] = @{ status = 127; text = '' }
          } catch {
            $outputs[$name] = @{ status = 1; text = '' }
          }
        }

        # DiskPart reads its commands from standard input; these only show and select.
        function Invoke-DiskPart([string[]]$commands) { ($commands + 'exit') | & diskpart.exe }

        Add-Output 'powershell' { $PSVersionTable.PSVersion.ToString() }
        Add-Output 'administrator' {
          $me = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
          $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
        }
        Add-Output 'os' {
          Get-CimInstance Win32_OperatingSystem | Select-Object Caption, Version, ProductType | ConvertTo-Json
        }
        Add-Output 'product-uuid' { (Get-CimInstance Win32_ComputerSystemProduct).UUID }
        Add-Output 'metadata-uuid' {
          (Invoke-RestMethod -TimeoutSec 3 'http://169.254.169.254/openstack/latest/meta_data.json').uuid
        }
        Add-Output 'disks' {
          ConvertTo-Json @(Get-Disk | Select-Object Number, SerialNumber, Size,
            @{ n = 'PartitionStyle'; e = { "$($_.PartitionStyle)" } }, IsOffline,
            @{ n = 'OfflineReason'; e = { "$($_.OfflineReason)" } }, IsReadOnly, IsBoot)
        }
        Add-Output 'partitions' {
          ConvertTo-Json @(Get-Partition | Select-Object DiskNumber, PartitionNumber, MbrType, GptType, Size)
        }
        Add-Output 'pools' {
          ConvertTo-Json @(Get-StoragePool -IsPrimordial $false -ErrorAction SilentlyContinue | ForEach-Object {
            $pool = $_.FriendlyName
            $_ | Get-PhysicalDisk | Select-Object @{ n = 'Pool'; e = { $pool } }, DeviceId, Size
          })
        }
        Add-Output 'san-storage' { [int](Get-StorageSetting).NewDiskPolicy }
        Add-Output 'san-registry' {
          (Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Services\partmgr\Parameters').SanPolicy
        }
        Add-Output 'diskpart' { Invoke-DiskPart 'san', 'list disk', 'list volume' }
        # The disks of each volume, only where some disk is dynamic.
        if ($outputs['diskpart'].status -eq 0) {
          foreach ($line in $outputs['diskpart'].text -split "`r?`n") {
            if ($line -match '^\s*\*?\s*\S+\s+(\d{1,3})\s' -and $line -match 'Spanned|Stripe|Mirror|RAID-5|跨区|带区|镜像') {
              $number = [regex]::Match($line, '\d{1,3}').Value
              Add-Output "diskpart-volume-$number" { Invoke-DiskPart "select volume $number", 'detail volume' }
            }
          }
        }
        Add-Output 'bitlocker' {
          Get-BitLockerVolume | Where-Object { "$($_.ProtectionStatus)" -eq 'On' } | ForEach-Object { $_.MountPoint }
        }
        Add-Output 'drivers' {
          (Get-ChildItem "$env:SystemRoot\System32\drivers" -Filter *.sys |
            Where-Object { $_.BaseName -match '^(viostor|vioscsi|netkvm|balloon)$' }).BaseName
        }
        Add-Output 'cloudbase-init' {
          Get-CimInstance Win32_Service -Filter "Name='cloudbase-init'" | ForEach-Object { $_.StartMode }
        }
        Add-Output 'interfaces' {
          ConvertTo-Json @(Get-NetIPInterface -AddressFamily IPv4 |
            Select-Object InterfaceAlias, @{ n = 'Dhcp'; e = { "$($_.Dhcp)" } })
        }
        Add-Output 'deny-remote-desktop' {
          (Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server').fDenyTSConnections
        }
        Add-Output 'image-state' {
          (Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State').ImageState
        }
        Add-Output 'plugins' {
          if (Get-CimInstance Win32_Service -Filter "Name='CloudResetPwdAgent'") { 'passwordReset' }
          if (Get-CimInstance Win32_Service -Filter "Name='telescoped'") { 'monitoring' }
        }
        [ordered]@{
          collector = 'ximage-facts'; version = 1; os = 'windows'
          time = (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ')
          outputs = $outputs
        } | ConvertTo-Json -Depth 5
        """# + "\n"

    /// Runs a script that arrives on standard input, whatever its length; for `powershell -EncodedCommand`.
    package static let launcher = "& ([scriptblock]::Create([Console]::In.ReadToEnd()))"
}
